using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Selects the log (the store of messages) of a topic: the store of the server, or the memory of this process, depending on the topic's
/// policy.
/// </summary>
internal sealed class TopicLogs(TopicPolicies policies, ITopicLog log, IMemoryTopicLog memory)
{
    /// <summary>The log of the topics whose policy selects memory.</summary>
    public IMemoryTopicLog Memory => memory;

    /// <summary>
    /// All logs of this process: the store of the server, and the log of topics in memory. The two may be the same object.
    /// </summary>
    public IReadOnlyList<ITopicLog> All => ReferenceEquals(log, memory) ? [memory] : [log, memory];

    /// <summary>Returns the log that stores the messages of a topic.</summary>
    public ITopicLog Get(TopicName topic) => Get(policies.For(topic));

    /// <summary>Returns the log that a topic policy selects.</summary>
    public ITopicLog Get(TopicPolicy policy) => policy.Store == TopicStore.Memory ? memory : log;
}
