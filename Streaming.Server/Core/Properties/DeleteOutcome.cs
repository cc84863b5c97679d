namespace Streaming.Server.Core.Properties;

/// <summary>The outcome of a request to delete a topic.</summary>
internal enum DeleteOutcome
{
    /// <summary>The topic is deleted, and its name can be used again.</summary>
    Deleted,

    /// <summary>
    /// The topic is deleted, but its messages are kept until its forks (topics that begin with its messages) are deleted too.
    /// </summary>
    KeptForForks,

    /// <summary>
    /// The topic was already deleted before, and its messages are kept for its forks (topics that begin with its messages).
    /// </summary>
    AlreadyDeleted,

    /// <summary>The topic to delete does not exist.</summary>
    NotFound,

    /// <summary>The topic was not deleted: the caller wanted to delete it only if it has expired, and it has not expired.</summary>
    NotExpired,
}
