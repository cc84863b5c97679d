using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>The logs of this node. A topic's policy decides which of them keeps its messages.</summary>
internal sealed class TopicLogs(TopicPolicies policies, ITopicLog log, IMemoryTopicLog memory)
{
    /// <summary>The log of topics that are kept in memory.</summary>
    public IMemoryTopicLog Memory => memory;

    /// <summary>All logs: the store's log and the log of memory topics, which may be the same.</summary>
    public IReadOnlyList<ITopicLog> All => ReferenceEquals(log, memory) ? [memory] : [log, memory];

    /// <summary>The log that keeps the topic's messages.</summary>
    public ITopicLog Get(TopicName topic) => Get(policies.For(topic));

    /// <summary>The log that a policy selects.</summary>
    public ITopicLog Get(TopicPolicy policy) => policy.Store == TopicStore.Memory ? memory : log;
}
