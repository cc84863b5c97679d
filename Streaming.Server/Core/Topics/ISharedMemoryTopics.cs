namespace Streaming.Server.Core.Topics;

/// <summary>
/// Gives access to the topics in memory that all nodes (server processes) on the store share. Only a store that several nodes can share
/// registers this service; otherwise topics in memory are in the memory of this process.
/// </summary>
internal interface ISharedMemoryTopics
{
    /// <summary>The log that stores the messages of these topics.</summary>
    ITopicLog Log { get; }
}
