namespace Streaming.Server.Core.Topics.Properties;

/// <summary>
/// Conditions of an append. They are checked, and what they change is stored, in the transaction of the append. If one is not met, nothing
/// is appended.
/// </summary>
internal sealed record AppendConditions
{
    /// <summary>Whether the topic must exist already. Otherwise an append begins it.</summary>
    public bool MustExist { get; init; }

    /// <summary>The content type that the topic must have; null if it is not compared.</summary>
    public string? ContentType { get; init; }

    /// <summary>A text that must be greater (ordinal) than that of the last append which had one; null if none is given.</summary>
    public string? StreamSeq { get; init; }

    /// <summary>The request of an idempotent producer; null if there is none.</summary>
    public ProducerStamp? Producer { get; init; }

    /// <summary>Whether to close the topic after the messages, of which there may be none.</summary>
    public bool Closes { get; init; }

    /// <summary>How many producers a topic keeps.</summary>
    public int MaxProducers { get; init; } = int.MaxValue;
}
