namespace Streaming.Server.Core.Properties;

/// <summary>
/// The conditions under which messages are appended to a topic. The store checks the conditions in the transaction that appends the
/// messages. If a condition is not met, nothing is appended.
/// </summary>
internal sealed record AppendConditions
{
    /// <summary>Whether the append is refused if the topic does not exist. If false, the append creates a missing topic.</summary>
    public bool MustExist { get; init; }

    /// <summary>The content type that the topic must have for the append to succeed; null to accept any content type.</summary>
    public string? ContentType { get; init; }

    /// <summary>
    /// A text by which writers keep their order (<c>Stream-Seq</c> of the Durable Streams protocol); null if the client sent none. The
    /// append is refused unless this text is greater (in ordinal order) than the <c>Stream-Seq</c> of the topic's most recent append that
    /// had one.
    /// </summary>
    public string? StreamSeq { get; init; }

    /// <summary>
    /// The producer (a client that numbers its requests) that sent the request, and the number of the request, by which a repeated request
    /// is detected. Null if the client sent none.
    /// </summary>
    public ProducerStamp? Producer { get; init; }

    /// <summary>
    /// Whether the topic is closed after the messages of this request are appended, so that it accepts no further messages. The request may
    /// also have no messages and only close the topic.
    /// </summary>
    public bool Closes { get; init; }

    /// <summary>
    /// The maximum number of producers whose state the topic keeps. (A producer is a client that numbers its requests, so that repeated
    /// requests append nothing.)
    /// </summary>
    public int MaxProducers { get; init; } = int.MaxValue;
}
