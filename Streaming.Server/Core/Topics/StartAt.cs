using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Where a subscription begins in a topic.</summary>
/// <param name="After">After this position; null for the kinds below.</param>
/// <param name="FromEarliest">With no position: whether from the oldest kept message on, or live only.</param>
public readonly record struct StartAt(Position? After, bool FromEarliest)
{
    /// <summary>Only what is published from now on.</summary>
    public static StartAt Live => default;

    /// <summary>From the oldest kept message on.</summary>
    public static StartAt Earliest => new(null, FromEarliest: true);

    /// <summary>Reads <c>earliest</c>, a position, or nothing for live only.</summary>
    /// <exception cref="RefusalException">The text is neither.</exception>
    public static StartAt Parse(string? text) => text switch
    {
        null or "" => Live,
        "earliest" => Earliest,
        _ => new StartAt(Position.Parse(text), FromEarliest: false),
    };
}
