using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Selects the log (the store of messages) of a topic, as the topic's policy requires: the store of the server, the memory of this process,
/// or the topics in memory that all nodes share.
/// </summary>
/// <param name="policies">The policies of topics.</param>
/// <param name="log">The log in the store of the server.</param>
/// <param name="memory">The log in the memory of this process.</param>
/// <param name="shared">The log of the topics in memory that all nodes (server processes) share; null if the store has none.</param>
internal sealed class TopicLogs(TopicPolicies policies, ITopicLog log, IMemoryTopicLog memory, ISharedMemoryTopics? shared = null)
{
    private readonly ITopicLog? _shared =
        policies.All.Any(policy => policy is { Store: TopicStore.Memory, PerNode: false }) ? shared?.Log : null;

    /// <summary>The log that keeps messages only in the memory of this process.</summary>
    public IMemoryTopicLog Memory => memory;

    /// <summary>
    /// All logs (stores of messages) of this process: the store of the server, the log in memory, and, if several nodes share the store,
    /// the log of their shared topics in memory. A server without a database has only the log in memory.
    /// </summary>
    public IReadOnlyList<ITopicLog> All =>
        ReferenceEquals(log, memory) ? [memory] : _shared is null ? [log, memory] : [log, memory, _shared];

    /// <summary>The logs that write messages in transactions. The log in the memory of this process is not one of them.</summary>
    public IReadOnlyList<ITopicLog> Written => _shared is null ? [log] : [log, _shared];

    /// <summary>Returns the log that stores the messages of a topic.</summary>
    public ITopicLog Get(TopicName topic) => Get(policies.For(topic));

    /// <summary>Returns the log that stores the messages of all topics with the given policy.</summary>
    public ITopicLog Get(TopicPolicy policy) =>
        policy.Store == TopicStore.Log ? log : policy.PerNode || _shared is null ? memory : _shared;
}
