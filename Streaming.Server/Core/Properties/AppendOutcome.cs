namespace Streaming.Server.Core.Properties;

/// <summary>Lists the possible outcomes of an append with conditions, and of the creation of a topic.</summary>
internal enum AppendOutcome
{
    /// <summary>The messages were appended, or the topic was closed.</summary>
    Appended,

    /// <summary>
    /// Nothing was appended, since it was done before: an earlier request of the same producer with this number was accepted, or the topic
    /// was closed already.
    /// </summary>
    Duplicate,

    /// <summary>The topic was created.</summary>
    Created,

    /// <summary>The topic exists already and has the requested properties.</summary>
    Exists,

    /// <summary>The topic exists already and has other properties than the requested ones.</summary>
    Different,

    /// <summary>The topic does not exist.</summary>
    NotFound,

    /// <summary>The topic is deleted, but its messages are kept for its forks, so that its name cannot be used.</summary>
    Deleted,

    /// <summary>The topic is closed.</summary>
    Closed,

    /// <summary>The topic has another content type.</summary>
    ContentTypeMismatch,

    /// <summary>The topic has accepted a request of the producer with a later epoch (number of restarts).</summary>
    StaleEpoch,

    /// <summary>The number of the request is too high: an earlier request of the producer is missing.</summary>
    SequenceGap,

    /// <summary>The producer has begun a new epoch, and the number of its first request is not 0.</summary>
    EpochNotFromZero,

    /// <summary>The maximum number of producers of the topic is reached.</summary>
    TooManyProducers,

    /// <summary>The header <c>Stream-Seq</c> is not greater than that of the last append.</summary>
    StreamSeqConflict,

    /// <summary>The source of the fork does not exist.</summary>
    SourceNotFound,

    /// <summary>The source of the fork is deleted.</summary>
    SourceDeleted,

    /// <summary>The source of the fork has another content type than the requested one.</summary>
    SourceTypeMismatch,

    /// <summary>The source of the fork does not have a message with the requested offset.</summary>
    ForkOffsetInvalid,

    /// <summary>The maximum number of topics is reached of which each is a fork of the one before.</summary>
    ForkTooDeep,
}
