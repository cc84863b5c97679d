namespace Streaming.Server.Core.Properties;

/// <summary>
/// The properties with which a topic is created. The request may also contain messages, which become the first messages of the topic.
/// </summary>
internal sealed record TopicCreation
{
    /// <summary>
    /// The content type of the topic; null if a fork is to have the content type of its source (the topic with whose messages it begins).
    /// </summary>
    public string? ContentType { get; init; }

    /// <summary>
    /// The time to live of the topic: the topic expires if it is neither appended to nor read for this time. Null if it has none. A fork (a
    /// topic that begins with another topic's messages) without an expiry of its own has the expiry of its source.
    /// </summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>The time at which the topic expires, in UTC; null if it does not expire at a fixed time.</summary>
    public DateTime? ExpiresAt { get; init; }

    /// <summary>Whether the topic is closed after its first messages, so that no further messages can be appended.</summary>
    public bool IsClosed { get; init; }

    /// <summary>
    /// The source of the topic, if it is to be a fork (a topic that begins with the messages of its source); otherwise null.
    /// </summary>
    public ForkRequest? Fork { get; init; }

    /// <summary>
    /// The maximum length of a chain of forks. In such a chain, each topic is a fork of the one before (it begins with that topic's
    /// messages).
    /// </summary>
    public int MaxForkDepth { get; init; } = int.MaxValue;
}
