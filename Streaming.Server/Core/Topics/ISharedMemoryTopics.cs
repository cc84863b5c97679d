namespace Streaming.Server.Core.Topics;

/// <summary>
/// The topics in memory that all nodes on the store share. Registered only by a store that several nodes can share; otherwise topics in
/// memory are in the memory of this process.
/// </summary>
internal interface ISharedMemoryTopics
{
    /// <summary>The log that stores their messages.</summary>
    ITopicLog Log { get; }
}
