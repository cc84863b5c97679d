namespace Streaming.Server.Access.Limits;

/// <summary>
/// A wait for the next bytes of a request body or WebSocket message that has begun to arrive. <see cref="IdleWatch"/> ends the wait if it
/// takes too long.
/// </summary>
internal interface IIdleWait
{
    /// <summary>The longest allowed duration of a wait for bytes, after which the wait is ended.</summary>
    TimeSpan IdleLimit { get; }

    /// <summary>The time at which a wait for bytes started, as a timestamp of <see cref="TimeProvider.GetTimestamp"/>.</summary>
    long WaitingSince { get; }

    /// <summary>Ends a wait for bytes because it takes too long. Does nothing if the bytes have just arrived.</summary>
    void EndWait();
}
