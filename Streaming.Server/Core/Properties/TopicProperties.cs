using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Properties;

/// <summary>
/// Holds the properties of a topic that was created explicitly, was closed, or received an append with a <c>Stream-Seq</c>. A topic that a
/// publish created has no properties: it is open, has JSON or text, and does not expire.
/// </summary>
internal sealed record TopicProperties
{
    /// <summary>The properties that a topic without properties counts as having.</summary>
    public static readonly TopicProperties Default = new() { ContentType = MediaType.Json };

    /// <summary>The content type of the topic, as the client sent it.</summary>
    public required string ContentType { get; init; }

    /// <summary>The time without an append or a read after which the topic expires; null if it does not expire in this way.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>The time at which the topic expires (UTC); null if it has no fixed time of expiry.</summary>
    public DateTime? ExpiresAt { get; init; }

    /// <summary>The time of the last append or read of the topic (UTC), from which <see cref="TimeToLive"/> is counted.</summary>
    public DateTime Touched { get; init; }

    /// <summary>Whether the topic is closed, so that no message can be appended any more.</summary>
    public bool IsClosed { get; init; }

    /// <summary>The producer's request that closed the topic; null if no producer has closed it.</summary>
    public ProducerStamp? ClosedBy { get; init; }

    /// <summary>Whether the topic is deleted, and its messages are kept only for its forks.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>The source of the topic and the offset at which the topic begins, if the topic is a fork; otherwise null.</summary>
    public TopicFork? Fork { get; init; }

    /// <summary>
    /// The last <c>Stream-Seq</c> that the topic has accepted; null if it has accepted none. The next one must be greater.
    /// </summary>
    public string? StreamSeq { get; init; }

    /// <summary>The time at which the topic expires if it is not used before (UTC); null if it does not expire.</summary>
    public DateTime? Expires => TimeToLive is not { } ttl ? ExpiresAt
        : ttl < DateTime.MaxValue - Touched ? Touched + ttl : DateTime.MaxValue;

    /// <summary>Whether each message of the topic is one JSON value.</summary>
    public bool IsJson => MediaType.IsJson(ContentType);

    /// <summary>
    /// Returns whether the topic has expired at the given time. A topic whose messages are kept only for its forks never expires.
    /// </summary>
    public bool IsExpired(DateTime now) => !IsDeleted && Expires <= now;

    /// <summary>Returns the properties of the topic after it was used at the given time.</summary>
    public TopicProperties TouchedAt(DateTime time) => TimeToLive is null || time <= Touched ? this : this with { Touched = time };

    /// <summary>
    /// Returns whether a use of the topic at the given time must be stored: only if it extends the time to live by at least a hundredth.
    /// </summary>
    public bool IsWorthTouching(DateTime time) => TimeToLive is { } ttl && !IsDeleted && time - Touched > ttl / 100;
}
