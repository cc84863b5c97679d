using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Where a subscription to a topic starts.</summary>
/// <param name="After">The position to start after; null to start at the oldest message or live.</param>
/// <param name="FromEarliest">Without a position: true to start at the oldest message in the log, false to receive new messages
/// only.</param>
public readonly record struct StartAt(Position? After, bool FromEarliest)
{
    /// <summary>New messages only.</summary>
    public static StartAt Live => default;

    /// <summary>All messages in the log, then new messages.</summary>
    public static StartAt Earliest => new(null, FromEarliest: true);

    /// <summary>Parses <c>earliest</c> or a position; an empty text means new messages only.</summary>
    /// <exception cref="RefusalException">The text is not valid.</exception>
    public static StartAt Parse(string? text) => text switch
    {
        null or "" => Live,
        "earliest" => Earliest,
        _ => new StartAt(Position.Parse(text), FromEarliest: false),
    };

    /// <summary>
    /// Reads the starts of several topics: <c>earliest</c>, a composite position, or nothing for live only. A topic that the composite
    /// position does not name
    /// starts live.
    /// </summary>
    /// <exception cref="RefusalException">The text is none of these.</exception>
    public static IReadOnlyList<(TopicName Topic, StartAt Start)> ParseMany(IReadOnlyList<TopicName> topics, string? text)
    {
        if (text is null or "" or "earliest")
            return [.. topics.Select(topic => (topic, Parse(text)))];
        var positions = CompositePosition.Parse(text);
        return [.. topics.Select(
            topic => (topic, positions.TryGetValue(topic, out var position) ? new StartAt(position, FromEarliest: false) : Live))];
    }
}
