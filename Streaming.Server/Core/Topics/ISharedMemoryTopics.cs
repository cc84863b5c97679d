namespace Streaming.Server.Core.Topics;

/// <summary>
/// Provides the log of topics in memory that all nodes (server processes) on a store share. Only a store for several nodes registers this
/// service. Without the service, each process has its own topics in memory.
/// </summary>
internal interface ISharedMemoryTopics
{
    /// <summary>The log that stores the messages of the topics in memory that all nodes share.</summary>
    ITopicLog Log { get; }
}
