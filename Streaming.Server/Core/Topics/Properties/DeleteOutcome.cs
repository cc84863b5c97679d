namespace Streaming.Server.Core.Topics.Properties;

/// <summary>What the deletion of a topic has done.</summary>
internal enum DeleteOutcome
{
    /// <summary>The topic is deleted, and its name can be used again.</summary>
    Deleted,

    /// <summary>The topic is deleted; its messages are kept until its forks are deleted too.</summary>
    KeptForForks,

    /// <summary>The topic was deleted before, and its messages are kept for its forks.</summary>
    AlreadyDeleted,

    /// <summary>The topic does not exist.</summary>
    NotFound,

    /// <summary>The topic has not expired, so it was not deleted.</summary>
    NotExpired,
}
