using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Selects the log (the store of messages) of a topic by the topic's policy: the store of the server, or the memory of this process.
/// </summary>
internal sealed class TopicLogs(TopicPolicies policies, ITopicLog log, IMemoryTopicLog memory)
{
    /// <summary>The log that stores the messages of topics whose policy selects memory.</summary>
    public IMemoryTopicLog Memory => memory;

    /// <summary>
    /// All logs (stores of messages) of this process: the store of the server and the log in memory. A server without a database has only
    /// the log in memory.
    /// </summary>
    public IReadOnlyList<ITopicLog> All => ReferenceEquals(log, memory) ? [memory] : [log, memory];

    /// <summary>Returns the log that stores the messages of a topic.</summary>
    public ITopicLog Get(TopicName topic) => Get(policies.For(topic));

    /// <summary>Returns the log that stores the messages of all topics with the given policy.</summary>
    public ITopicLog Get(TopicPolicy policy) => policy.Store == TopicStore.Memory ? memory : log;
}
