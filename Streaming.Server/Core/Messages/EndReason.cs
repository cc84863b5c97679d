namespace Streaming.Server.Core.Messages;

/// <summary>Lists the reasons why a topic has ended, so that its subscribers receive no further messages.</summary>
internal enum EndReason
{
    /// <summary>A publisher or an administrator closed the topic.</summary>
    Closed,

    /// <summary>The topic was deleted.</summary>
    Deleted,

    /// <summary>The topic has expired: its time to live has passed.</summary>
    Expired,
}
