namespace Streaming.Server.Core.Messages;

/// <summary>Lists the reasons why a topic sends no further messages to its subscribers.</summary>
internal enum EndReason
{
    /// <summary>A publisher or an administrator closed the topic.</summary>
    Closed,

    /// <summary>The topic was deleted.</summary>
    Deleted,

    /// <summary>The topic has expired: it was not used for longer than its time to live, or its fixed expiry time has passed.</summary>
    Expired,
}
