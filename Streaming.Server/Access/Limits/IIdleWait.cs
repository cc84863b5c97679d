namespace Streaming.Server.Access.Limits;

/// <summary>
/// A wait for the next bytes of a request body or WebSocket message that has begun to arrive. <see cref="IdleWatch"/> ends a wait that
/// takes too long.
/// </summary>
internal interface IIdleWait
{
    /// <summary>The longest time for which the server waits for the next bytes of a request body or WebSocket message.</summary>
    TimeSpan IdleLimit { get; }

    /// <summary>
    /// The time at which the server began to wait for the next bytes, as a timestamp of <see cref="TimeProvider.GetTimestamp"/>.
    /// </summary>
    long WaitingSince { get; }

    /// <summary>
    /// Ends the wait for the next bytes of a request body or WebSocket message, because it has taken too long. Does nothing if the bytes
    /// have just arrived.
    /// </summary>
    void EndWait();
}
