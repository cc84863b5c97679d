namespace Streaming.Server.Core.Properties;

/// <summary>
/// The conditions under which messages are appended to a topic. The store checks them in the transaction that appends the messages. If one
/// condition is not met, nothing is appended.
/// </summary>
internal sealed record AppendConditions
{
    /// <summary>Whether the append is refused if the topic does not exist. If false, the append begins the topic.</summary>
    public bool MustExist { get; init; }

    /// <summary>The content type that the topic must have, otherwise the append is refused; null to accept any content type.</summary>
    public string? ContentType { get; init; }

    /// <summary>
    /// A text by which writers keep their order (<c>Stream-Seq</c> of the Durable Streams protocol): the append is refused unless the text
    /// is greater (ordinal) than that of the topic's most recent append with such a text. Null if the client sent none.
    /// </summary>
    public string? StreamSeq { get; init; }

    /// <summary>
    /// The producer that sent the request, and the number of the request, by which a repeated request is detected; null if the client sent
    /// none.
    /// </summary>
    public ProducerStamp? Producer { get; init; }

    /// <summary>
    /// Whether the topic is closed after the messages of this request are appended, so that it accepts no further messages. The request may
    /// also have no messages and only close the topic.
    /// </summary>
    public bool Closes { get; init; }

    /// <summary>The maximum number of producers (clients whose repeated requests append nothing) whose state the topic keeps.</summary>
    public int MaxProducers { get; init; } = int.MaxValue;
}
