using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Register;

/// <summary>Describes a webhook: a URL to which the messages of topics are sent. All times are UTC.</summary>
internal sealed record Webhook
{
    public required WebhookId Id { get; init; }

    /// <summary>The URL of the receiver, to which messages are sent.</summary>
    public required Uri Url { get; init; }

    /// <summary>The names or patterns of the topics whose messages are sent.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>The types of the messages that are sent; empty for all types.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>
    /// True if the messages of each topic are sent in order, so that a failed message delays later messages (default true).
    /// </summary>
    public bool IsOrdered { get; init; } = true;

    /// <summary>The maximum number of messages in one request.</summary>
    public int Batch { get; init; }

    /// <summary>The secret with which the requests to the receiver are signed.</summary>
    public required string Secret { get; init; }

    /// <summary>
    /// The previous secret, with which requests are also signed for a time after a change of the secret; null if the secret was never
    /// changed.
    /// </summary>
    public string? OldSecret { get; init; }

    /// <summary>
    /// The time until which requests are also signed with the previous secret (UTC); null if the secret was never changed.
    /// </summary>
    public DateTime? OldSecretUntil { get; init; }

    /// <summary>
    /// The headers that the administrator has added to the requests, such as the API key of the receiver. Their values may be secret, so
    /// no response and no log contains them.
    /// </summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The maximum number of requests to the receiver in a minute; null for no limit.</summary>
    public int? MaxPerMinute { get; init; }

    public WebhookState State { get; init; }

    /// <summary>The reason why the server has disabled the webhook; otherwise null.</summary>
    public string? Reason { get; init; }

    public DateTime Created { get; init; }

    /// <summary>The version of the webhook. The first version is 1, and each change increments it.</summary>
    public long Version { get; init; } = 1;

    /// <summary>Returns true if the webhook receives the messages of a topic.</summary>
    public bool Receives(TopicName topic)
    {
        foreach (var pattern in Topics)
        {
            if (Matches(pattern, topic))
                return true;
        }

        return false;
    }

    /// <summary>Returns true if the webhook receives messages of a type.</summary>
    public bool ReceivesType(string type) => Types.Count == 0 || Types.Contains(type, StringComparer.Ordinal);

    /// <summary>
    /// Returns true if a pattern in the topics of a webhook matches a topic. Topics to which only the server writes match only patterns
    /// that begin with their namespace, for example <c>system:</c>. So <c>*</c> matches only the topics of clients. Topics of jobs never
    /// match: each delivery is a job, and its events would cause further deliveries without end.
    /// </summary>
    public static bool Matches(string pattern, TopicName topic)
    {
        if (topic.IsIn(TopicNamespaces.Job))
            return false;
        if (ReservedTopics.IsWrittenByServer(topic) && !ReservedTopics.IsWrittenByServer(new TopicName(pattern)))
            return false;
        return TopicPattern.Matches(pattern, topic);
    }
}
