namespace Streaming.Server.Core.Properties;

/// <summary>Lists the possible outcomes of the deletion of a topic.</summary>
internal enum DeleteOutcome
{
    /// <summary>The topic is deleted, and its name can be used again.</summary>
    Deleted,

    /// <summary>
    /// The topic is deleted. Its messages are kept until its forks (topics that begin with its messages) are deleted too.
    /// </summary>
    KeptForForks,

    /// <summary>The topic was already deleted earlier. Its messages are kept for its forks.</summary>
    AlreadyDeleted,

    /// <summary>The topic does not exist.</summary>
    NotFound,

    /// <summary>Nothing was deleted, since the topic has not expired.</summary>
    NotExpired,
}
