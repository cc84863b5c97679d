using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Where a subscription to a topic starts.</summary>
/// <param name="After">The position to start after; null to start at the oldest message or live.</param>
/// <param name="FromEarliest">Without a position: true to start at the oldest message in the log, false to receive new messages only.</param>
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
}
