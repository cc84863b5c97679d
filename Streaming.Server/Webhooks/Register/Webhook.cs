using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Register;

/// <summary>A URL to which the messages of topics are sent. Times are UTC.</summary>
internal sealed record Webhook
{
    public required WebhookId Id { get; init; }

    /// <summary>The URL of the receiver.</summary>
    public required Uri Url { get; init; }

    /// <summary>The topics: names or patterns.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>The types of messages; empty for all.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Whether each topic's messages are sent in their order, so that a failed message delays the later ones.</summary>
    public bool IsOrdered { get; init; } = true;

    /// <summary>The maximum number of messages of a request.</summary>
    public int Batch { get; init; }

    /// <summary>The secret that signs the requests.</summary>
    public required string Secret { get; init; }

    /// <summary>The former secret, which signs the requests too for a time.</summary>
    public string? OldSecret { get; init; }

    /// <summary>The time until which the former secret signs requests.</summary>
    public DateTime? OldSecretUntil { get; init; }

    public WebhookState State { get; init; }

    /// <summary>The reason for which it is disabled.</summary>
    public string? Reason { get; init; }

    public DateTime Created { get; init; }

    /// <summary>Each change increments the version; the first is 1.</summary>
    public long Version { get; init; } = 1;

    /// <summary>Whether the webhook receives the topic.</summary>
    public bool Wants(TopicName topic)
    {
        foreach (var pattern in Topics)
        {
            if (Covers(pattern, topic))
                return true;
        }

        return false;
    }

    /// <summary>Whether the webhook receives messages of this type.</summary>
    public bool WantsType(string type) => Types.Count == 0 || Types.Contains(type, StringComparer.Ordinal);

    /// <summary>
    /// Whether a pattern matches a topic. Topics that the server writes match only patterns with their namespace, so that <c>*</c> matches
    /// what clients publish. Topics of
    /// jobs never match: a delivery is a job, and would cause further deliveries without end.
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
