namespace Streaming.Server.Core.Messages;

/// <summary>The reason why a topic has no further messages for its subscribers.</summary>
internal enum EndReason
{
    /// <summary>A publisher or an administrator closed the topic.</summary>
    Closed,

    /// <summary>The topic was deleted.</summary>
    Deleted,

    /// <summary>The time to live of the topic has ended.</summary>
    Expired,
}
