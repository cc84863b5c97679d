using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Properties;

/// <summary>
/// The properties of a topic that was created explicitly, was closed, or received an append with a <c>Stream-Seq</c>. Other topics have no
/// properties: they are open, contain JSON or text, and do not expire.
/// </summary>
internal sealed record TopicProperties
{
    /// <summary>The properties of a topic for which no properties are stored, because it was created by the first publish to it.</summary>
    public static readonly TopicProperties Default = new() { ContentType = MediaType.Json };

    /// <summary>The content type of the topic's messages, as the client sent it when it created the topic.</summary>
    public required string ContentType { get; init; }

    /// <summary>
    /// The time to live of the topic: the topic expires if it is neither appended to nor read for this time. Null if it has none.
    /// </summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>The fixed time at which the topic expires, in UTC, whether it is used or not; null if it has none.</summary>
    public DateTime? ExpiresAt { get; init; }

    /// <summary>The time of the last append or read, in UTC, from which the time to live (<see cref="TimeToLive"/>) is counted.</summary>
    public DateTime Touched { get; init; }

    /// <summary>Whether the topic is closed, so that no message can be appended to it.</summary>
    public bool IsClosed { get; init; }

    /// <summary>
    /// The producer's request that closed the topic, so that the store recognizes a repetition of this request. Null if the topic is open,
    /// or was closed by a request without a producer (a client that numbers its requests).
    /// </summary>
    public ProducerStamp? ClosedBy { get; init; }

    /// <summary>Whether the topic is deleted, but its messages are kept for its forks (topics that begin with its messages).</summary>
    public bool IsDeleted { get; init; }

    /// <summary>
    /// The source of the topic and the common messages, if the topic is a fork (it begins with the messages of its source); otherwise null.
    /// </summary>
    public TopicFork? Fork { get; init; }

    /// <summary>
    /// The <c>Stream-Seq</c> of the topic's most recent append that had this header, by which writers keep their order. The
    /// <c>Stream-Seq</c> of the next append must be greater (in ordinal order). Null if no append had the header.
    /// </summary>
    public string? StreamSeq { get; init; }

    /// <summary>The time at which the topic expires if it is not used before, in UTC; null if the topic does not expire.</summary>
    public DateTime? Expires => TimeToLive is not { } ttl ? ExpiresAt
        : ttl < DateTime.MaxValue - Touched ? Touched + ttl : DateTime.MaxValue;

    /// <summary>Whether the topic's content type is JSON, so that each of its messages is one JSON value.</summary>
    public bool IsJson => MediaType.IsJson(ContentType);

    /// <summary>
    /// Returns whether the topic has expired at the given time. False for a topic that is already deleted and kept only for its forks
    /// (topics that begin with its messages).
    /// </summary>
    public bool IsExpired(DateTime now) => !IsDeleted && Expires <= now;

    /// <summary>
    /// Returns the properties of the topic after an append or a read at the given time. An append or a read prolongs the topic's time to
    /// live.
    /// </summary>
    public TopicProperties TouchedAt(DateTime time) => TimeToLive is null || time <= Touched ? this : this with { Touched = time };

    /// <summary>
    /// Returns whether an append or a read at the given time must be stored. To save writes, the time is stored only if it prolongs the
    /// time to live by more than a hundredth.
    /// </summary>
    public bool IsWorthTouching(DateTime time) => TimeToLive is { } ttl && !IsDeleted && time - Touched > ttl / 100;
}
