using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics.Properties;

/// <summary>
/// The properties of a topic that was created explicitly, closed, or written to in a sequence. A topic that was begun by a publish has
/// none: it is open, has JSON or text, and does not expire.
/// </summary>
internal sealed record TopicProperties
{
    /// <summary>The properties of a topic that was begun by a publish.</summary>
    public static readonly TopicProperties Default = new() { ContentType = MediaType.Json };

    /// <summary>The content type, as the client gave it.</summary>
    public required string ContentType { get; init; }

    /// <summary>The time after the last append or read at which the topic expires; null if it has none.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>The time at which the topic expires, in UTC; null if it has none.</summary>
    public DateTime? ExpiresAt { get; init; }

    /// <summary>The time of the last append or read that prolongs <see cref="TimeToLive"/>, in UTC.</summary>
    public DateTime Touched { get; init; }

    /// <summary>Whether no message can be appended any more.</summary>
    public bool IsClosed { get; init; }

    /// <summary>The request of a producer that closed the topic; null if there was none.</summary>
    public ProducerStamp? ClosedBy { get; init; }

    /// <summary>Whether the topic is deleted, and its messages are kept only for its forks.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>The source of the topic, if it is a fork.</summary>
    public TopicFork? Fork { get; init; }

    /// <summary>The last <c>Stream-Seq</c>; null if there was none. The next one must be greater.</summary>
    public string? StreamSeq { get; init; }

    /// <summary>The time at which the topic expires if it is not used before; null if it does not expire.</summary>
    public DateTime? Expires => TimeToLive is not { } ttl ? ExpiresAt
        : ttl < DateTime.MaxValue - Touched ? Touched + ttl : DateTime.MaxValue;

    /// <summary>Whether each message is one JSON value.</summary>
    public bool IsJson => MediaType.IsJson(ContentType);

    /// <summary>Whether the topic has expired and is not kept for its forks.</summary>
    public bool IsExpired(DateTime now) => !IsDeleted && Expires <= now;

    /// <summary>Returns the properties after the topic was used at the given time.</summary>
    public TopicProperties TouchedAt(DateTime time) => TimeToLive is null || time <= Touched ? this : this with { Touched = time };

    /// <summary>
    /// Whether a use at the given time is worth a write: it prolongs the time to live by at least a hundredth of it.
    /// </summary>
    public bool IsWorthTouching(DateTime time) => TimeToLive is { } ttl && !IsDeleted && time - Touched > ttl / 100;
}
