namespace Streaming.Server.Fanout.Subscribers;

/// <summary>
/// Decides whether a subscriber receives a heartbeat now, has exceeded a time limit, or is closed since the server stops. All times are
/// milliseconds of the clock that all subscribers share.
/// </summary>
internal static class SubscriberTimeouts
{
    // The longest time in milliseconds for which the server waits, when it stops, for a client that accepts no bytes.
    private const int StopTimeout = 1_000;

    /// <summary>Returns whether the subscriber's client has accepted no bytes, or has not answered a heartbeat, for too long.</summary>
    public static bool IsTimedOut(Subscriber subscriber, long now, TimeSpan writeTimeout)
    {
        if (subscriber.IsBusy)
            return now - subscriber.Progress > writeTimeout.TotalMilliseconds
                || (subscriber.IsFinishing && now - subscriber.StopFrameAt > StopTimeout);
        return !subscriber.IsFetching && !subscriber.HasEnded && subscriber.LastHeartbeat > subscriber.LastProgress
            && now - subscriber.LastHeartbeat > subscriber.Protocol.AnswerTimeout?.TotalMilliseconds;
    }

    /// <summary>Returns whether the subscriber must receive a heartbeat now, and notes the time of this heartbeat.</summary>
    public static bool TryBeginHeartbeat(Subscriber subscriber, long now)
    {
        if (subscriber.IsBusy || subscriber.IsFetching || subscriber.HasEnded)
            return false;
        // A client that must answer heartbeats also receives them while messages are sent: that bytes were sent does not prove that the
        // client is alive.
        var last = subscriber.Protocol.AnswerTimeout is null ? subscriber.LastWrite
            : Math.Max(subscriber.LastProgress, subscriber.LastHeartbeat);
        if (now - last < subscriber.Protocol.HeartbeatInterval.TotalMilliseconds)
            return false;
        subscriber.LastHeartbeat = now;
        return true;
    }

    /// <summary>Ends a subscriber if the server stops, or if the subscriber has reached the end of its lifetime.</summary>
    public static void EndIfDue(Subscriber subscriber, long now, bool isStopping, TimeSpan drainTime)
    {
        if (subscriber.IsFinishing)
            return;
        if (isStopping && subscriber.Protocol.StopFrame is { } stopFrame)
            Close(subscriber, stopFrame, now, drainTime);
        else if (now - subscriber.StartedAt >= subscriber.Protocol.Lifetime?.TotalMilliseconds && !subscriber.HasEnded)
            subscriber.Finish(subscriber.Protocol.LifetimeEnd);
    }

    /// <summary>
    /// Sends a last frame to a subscriber because the server stops, and ends the subscriber. If the transport spreads its last frames, the
    /// time is random within <c>Delivery:DrainTime</c>, and a call before that time does nothing.
    /// </summary>
    private static void Close(Subscriber subscriber, byte[] stopFrame, long now, TimeSpan drainTime)
    {
        var spreads = subscriber.Protocol.SpreadsStopFrames;
        if (subscriber.StopFrameAt == 0)
            subscriber.StopFrameAt = now + 1 + (spreads ? (long)(Random.Shared.NextDouble() * drainTime.TotalMilliseconds) : 0);
        if (now < subscriber.StopFrameAt && spreads)
            return;
        subscriber.IsFinishing = true;
        subscriber.Finish(stopFrame);
    }
}
