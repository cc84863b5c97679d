namespace Streaming.Server.Core.Properties;

/// <summary>The outcome of a request that creates a topic, or that appends messages under conditions.</summary>
internal enum AppendOutcome
{
    /// <summary>The request was carried out: its messages were appended, or the topic was closed.</summary>
    Appended,

    /// <summary>
    /// Nothing was appended, because the request repeats an earlier one. Either its producer (a client that numbers its requests) has
    /// already sent a request with this number, or the topic was closed before.
    /// </summary>
    Duplicate,

    /// <summary>The topic was created.</summary>
    Created,

    /// <summary>The topic to create already exists with the same properties, so nothing was changed.</summary>
    Exists,

    /// <summary>The request to create a topic was refused: the topic already exists with other properties.</summary>
    Different,

    /// <summary>The request was refused: the topic does not exist.</summary>
    NotFound,

    /// <summary>
    /// The request was refused: the topic is deleted, but its messages are kept for its forks (topics that begin with its messages), so
    /// that its name cannot be used.
    /// </summary>
    Deleted,

    /// <summary>The request was refused: the topic is closed and accepts no messages.</summary>
    Closed,

    /// <summary>The request was refused: the topic has another content type than the request.</summary>
    ContentTypeMismatch,

    /// <summary>
    /// The request was refused: a newer instance of the same producer (the client that numbers its requests) has already sent a request
    /// with a higher epoch (number of restarts).
    /// </summary>
    StaleEpoch,

    /// <summary>
    /// The request was refused: the server has not received the request with the preceding number from this producer (the client that
    /// numbers its requests).
    /// </summary>
    SequenceGap,

    /// <summary>
    /// The request was refused. It is the first one of its producer (a client that numbers its requests) after a restart, but its number is
    /// not 0.
    /// </summary>
    EpochNotFromZero,

    /// <summary>
    /// The request was refused. Its producer (a client that numbers its requests) is new, and the topic already keeps the state of the
    /// maximum number of producers.
    /// </summary>
    TooManyProducers,

    /// <summary>
    /// The request was refused: its <c>Stream-Seq</c> is not greater than the last <c>Stream-Seq</c> that the topic has accepted.
    /// </summary>
    StreamSeqConflict,

    /// <summary>
    /// The request to create a fork was refused: its source (the topic whose messages the fork would begin with) does not exist.
    /// </summary>
    SourceNotFound,

    /// <summary>
    /// The request to create a fork was refused: its source (the topic whose messages the fork would begin with) has been deleted.
    /// </summary>
    SourceDeleted,

    /// <summary>
    /// The request to create a fork was refused: its content type differs from that of its source (the topic with whose messages it
    /// begins).
    /// </summary>
    SourceTypeMismatch,

    /// <summary>
    /// The request to create a fork was refused: its source (the topic with whose messages it begins) does not have the requested offset.
    /// </summary>
    ForkOffsetInvalid,

    /// <summary>
    /// The request to create a fork (a topic that begins with another topic's messages) was refused. Its source is the last topic of a
    /// chain of forks that already has the maximum length.
    /// </summary>
    ForkTooDeep,
}
