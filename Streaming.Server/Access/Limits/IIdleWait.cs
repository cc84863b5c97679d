namespace Streaming.Server.Access.Limits;

/// <summary>A wait for bytes of something that has begun (a body, a message), which <see cref="IdleWatch"/> ends when it takes too long.</summary>
internal interface IIdleWait
{
    /// <summary>How long the wait may take.</summary>
    TimeSpan IdleLimit { get; }

    /// <summary>When the wait began, as <see cref="TimeProvider.GetTimestamp"/> gives it.</summary>
    long WaitingSince { get; }

    /// <summary>Ends the wait, unless it has ended by itself just now.</summary>
    void EndWait();
}
