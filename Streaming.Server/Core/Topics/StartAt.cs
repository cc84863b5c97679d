using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>The point in a topic at which a subscription starts.</summary>
/// <param name="After">The position after which the subscription starts; null to start at the oldest message or with new messages.</param>
/// <param name="FromEarliest">Used if there is no position: true starts at the oldest message in the log, false delivers only new
/// messages.</param>
public readonly record struct StartAt(Position? After, bool FromEarliest)
{
    /// <summary>The start of a subscription that receives new messages only.</summary>
    public static StartAt Live => default;

    /// <summary>
    /// The start of a subscription that receives all messages in the log, beginning with the oldest one, and then new messages.
    /// </summary>
    public static StartAt Earliest => new(null, FromEarliest: true);

    /// <summary>Parses the start of a subscription: <c>earliest</c>, or a position. A null or empty text means new messages only.</summary>
    /// <exception cref="RefusalException">The text is neither <c>earliest</c> nor a position.</exception>
    public static StartAt Parse(string? text) => text switch
    {
        null or "" => Live,
        "earliest" => Earliest,
        _ => new StartAt(Position.Parse(text), FromEarliest: false),
    };

    /// <summary>
    /// Parses the start of a subscription to several topics: <c>earliest</c>, or a composite position (the positions of several topics in
    /// one text). A null or empty text means new messages only; so does a topic that the composite position does not contain.
    /// </summary>
    /// <exception cref="RefusalException">The text is neither <c>earliest</c> nor a composite position.</exception>
    public static IReadOnlyList<(TopicName Topic, StartAt Start)> ParseMany(IReadOnlyList<TopicName> topics, string? text)
    {
        if (text is null or "" or "earliest")
            return [.. topics.Select(topic => (topic, Parse(text)))];
        var positions = CompositePosition.Parse(text);
        return [.. topics.Select(
            topic => (topic, positions.TryGetValue(topic, out var position) ? new StartAt(position, FromEarliest: false) : Live))];
    }
}
