namespace Streaming.Server.Access.Limits;

/// <summary>
/// A wait for the next bytes of a body or message that has begun. <see cref="IdleWatch"/> ends it when it takes too long.
/// </summary>
internal interface IIdleWait
{
    /// <summary>The longest duration of the wait.</summary>
    TimeSpan IdleLimit { get; }

    /// <summary>The start of the wait, as a timestamp of <see cref="TimeProvider.GetTimestamp"/>.</summary>
    long WaitingSince { get; }

    /// <summary>Ends the wait, unless it has just ended.</summary>
    void EndWait();
}
