using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Register;

/// <summary>A URL that gets the messages of topics. Times are UTC.</summary>
internal sealed record Webhook
{
    public required WebhookId Id { get; init; }

    /// <summary>Where it goes.</summary>
    public required Uri Url { get; init; }

    /// <summary>Which topics: names or patterns.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>Which types of messages; none for all.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Whether each topic's messages come in their order, so that one that fails keeps those behind it waiting.</summary>
    public bool IsOrdered { get; init; } = true;

    /// <summary>How many messages one request has at most.</summary>
    public int Batch { get; init; }

    /// <summary>What its requests are signed with.</summary>
    public required string Secret { get; init; }

    /// <summary>The secret before it, which they are signed with too for a while.</summary>
    public string? OldSecret { get; init; }

    /// <summary>Until when.</summary>
    public DateTime? OldSecretUntil { get; init; }

    public WebhookState State { get; init; }

    /// <summary>Why it is disabled.</summary>
    public string? Reason { get; init; }

    public DateTime Created { get; init; }

    /// <summary>Changes with every change: 1 is the first.</summary>
    public long Version { get; init; } = 1;

    /// <summary>Whether the topic is one of its own.</summary>
    public bool Wants(TopicName topic)
    {
        foreach (var pattern in Topics)
        {
            if (Covers(pattern, topic))
                return true;
        }

        return false;
    }

    /// <summary>Whether it gets messages of this type.</summary>
    public bool WantsType(string type) => Types.Count == 0 || Types.Contains(type, StringComparer.Ordinal);

    /// <summary>
    /// Whether a pattern stands for a topic. What the server tells of itself must be asked for by its namespace, so that <c>*</c> is what people publish. The lives of
    /// jobs never are: a delivery is a job, and would feed itself.
    /// </summary>
    public static bool Covers(string pattern, TopicName topic)
    {
        if (topic.IsIn(TopicNamespaces.Job))
            return false;
        if (ReservedTopics.IsWrittenByServer(topic) && !ReservedTopics.IsWrittenByServer(new TopicName(pattern)))
            return false;
        return TopicPattern.Matches(pattern, topic);
    }
}
