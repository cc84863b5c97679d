namespace Streaming.Server.Core.Topics.Properties;

/// <summary>What an append with conditions, or the creation of a topic, has done.</summary>
internal enum AppendOutcome
{
    /// <summary>The messages were appended, or the topic was closed.</summary>
    Appended,

    /// <summary>An earlier request of the same producer with this number was accepted, or the topic was closed already.</summary>
    Duplicate,

    /// <summary>The topic was created.</summary>
    Created,

    /// <summary>The topic exists with the same properties.</summary>
    Exists,

    /// <summary>The topic exists with other properties.</summary>
    Different,

    /// <summary>The topic does not exist.</summary>
    NotFound,

    /// <summary>The topic is deleted and kept for its forks, so that its name cannot be used.</summary>
    Deleted,

    /// <summary>The topic is closed.</summary>
    Closed,

    /// <summary>The topic has another content type.</summary>
    ContentTypeMismatch,

    /// <summary>The producer has a later epoch.</summary>
    StaleEpoch,

    /// <summary>A request of the producer is missing before this one.</summary>
    SequenceGap,

    /// <summary>The first request of an epoch does not have the number 0.</summary>
    EpochNotFromZero,

    /// <summary>The topic has too many producers.</summary>
    TooManyProducers,

    /// <summary>The <c>Stream-Seq</c> is not greater than the last one.</summary>
    StreamSeqConflict,

    /// <summary>The source of the fork does not exist.</summary>
    SourceNotFound,

    /// <summary>The source of the fork is deleted.</summary>
    SourceDeleted,

    /// <summary>The source of the fork has another content type.</summary>
    SourceTypeMismatch,

    /// <summary>The source of the fork does not have the offset.</summary>
    ForkOffsetInvalid,

    /// <summary>Too many forks follow each other.</summary>
    ForkTooDeep,
}
