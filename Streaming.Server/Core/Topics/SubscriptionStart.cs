using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Describes the place in a topic at which a subscription starts: after a position, at the oldest message, or with new messages only.
/// </summary>
/// <param name="After">The position after which the subscription starts; null if the client gave no position.</param>
/// <param name="FromEarliest">
/// If true, the subscription starts at the oldest message in the log; if false, with new messages only. Applies only if no position is
/// given (<paramref name="After"/> is null).
/// </param>
public readonly record struct SubscriptionStart(Position? After, bool FromEarliest)
{
    /// <summary>A start with new messages only: the subscriber does not receive messages that are already in the log.</summary>
    public static SubscriptionStart Live => default;

    /// <summary>
    /// A start at the oldest message in the log: the subscriber receives all messages that the log has, and then new messages.
    /// </summary>
    public static SubscriptionStart Earliest => new(null, FromEarliest: true);

    /// <summary>
    /// Parses the place at which a subscription starts: <c>earliest</c> or a position. A null or empty text means new messages only.
    /// </summary>
    /// <exception cref="RefusalException">The text is neither <c>earliest</c> nor a position.</exception>
    public static SubscriptionStart Parse(string? text) => text switch
    {
        null or "" => Live,
        "earliest" => Earliest,
        _ when Position.TryParse(text, out var position) => new SubscriptionStart(position, FromEarliest: false),
        _ => throw RefusalException.Invalid(
            "The position is not valid; give one such as 'k3f9a2-1042', as it comes with every message, 'earliest' for all stored " +
            "messages, or leave it out."),
    };

    /// <summary>
    /// Parses the place at which a subscription to several topics starts: <c>earliest</c> or a composite position (the positions of several
    /// topics in one text). A null or empty text means new messages only. Topics that are missing in the composite position also start with
    /// new messages.
    /// </summary>
    /// <exception cref="RefusalException">The text is neither <c>earliest</c> nor a composite position.</exception>
    public static IReadOnlyList<(TopicName Topic, SubscriptionStart Start)> ParseMany(IReadOnlyList<TopicName> topics, string? text)
    {
        if (text is null or "" or "earliest")
            return [.. topics.Select(topic => (topic, Parse(text)))];
        var positions = CompositePosition.Parse(text);
        return [.. topics.Select(
            topic => (topic, positions.TryGetValue(topic, out var position) ? new SubscriptionStart(position, FromEarliest: false)
                : Live))];
    }
}
