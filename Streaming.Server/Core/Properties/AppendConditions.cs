namespace Streaming.Server.Core.Properties;

/// <summary>
/// Holds the conditions under which messages are appended to a topic. The conditions are checked, and the data that they change is stored,
/// in the transaction of the append. If a condition is not met, nothing is appended.
/// </summary>
internal sealed record AppendConditions
{
    /// <summary>Whether the topic must exist already. If false, an append to a topic that does not exist creates it.</summary>
    public bool MustExist { get; init; }

    /// <summary>The content type that the topic must have; null if any content type is accepted.</summary>
    public string? ContentType { get; init; }

    /// <summary>
    /// A text that must be greater (in ordinal order) than the text of the last append that had one (<c>Stream-Seq</c>); null if the
    /// request has none.
    /// </summary>
    public string? StreamSeq { get; init; }

    /// <summary>
    /// The request number of an idempotent producer (a client whose repeated requests append nothing); null if the request has none.
    /// </summary>
    public ProducerStamp? Producer { get; init; }

    /// <summary>Whether to close the topic after the messages are appended. Such a request may have no messages.</summary>
    public bool Closes { get; init; }

    /// <summary>The maximum number of producers (clients whose repeated requests append nothing) that are stored for a topic.</summary>
    public int MaxProducers { get; init; } = int.MaxValue;
}
