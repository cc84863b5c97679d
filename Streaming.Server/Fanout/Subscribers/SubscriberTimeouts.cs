namespace Streaming.Server.Fanout.Subscribers;

/// <summary>
/// Decides whether a subscriber now receives a heartbeat, has exceeded a time limit, or is ended because the server is stopping. All times
/// are milliseconds of the clock that all subscribers share.
/// </summary>
internal static class SubscriberTimeouts
{
    // When the server stops or an administrator closes a connection, the server waits at most this time, in milliseconds, for a client that
    // accepts no bytes.
    private const int StopTimeout = 1_000;

    // The server plans for each subscriber the time at which it ends the subscriber. If the planned time is more than 5 seconds (5,000 ms)
    // ago, it is no longer valid: this node (server process) had lost its store and planned to end its subscribers, but reached the store
    // again.
    private const int ReturnedAfter = 5_000;

    /// <summary>
    /// Returns whether the subscriber's client has accepted no bytes for too long, or has not answered a heartbeat in time.
    /// </summary>
    public static bool IsTimedOut(Subscriber subscriber, long now, bool isClosing, TimeSpan writeTimeout)
    {
        if (subscriber.IsBusy)
            return now - subscriber.Progress > writeTimeout.TotalMilliseconds
                || (subscriber.IsFinishing && (isClosing || subscriber.IsCut) && now - subscriber.StopFrameAt > StopTimeout);
        return !subscriber.IsFetching && !subscriber.HasEnded && subscriber.LastHeartbeat > subscriber.LastProgress
            && now - subscriber.LastHeartbeat > subscriber.Protocol.AnswerTimeout?.TotalMilliseconds;
    }

    /// <summary>Returns whether the subscriber must receive a heartbeat now. If so, records the time of this heartbeat.</summary>
    public static bool TryBeginHeartbeat(Subscriber subscriber, long now)
    {
        if (subscriber.IsBusy || subscriber.IsFetching || subscriber.HasEnded)
            return false;
        // A client that must answer heartbeats receives heartbeats even while messages are sent to it: messages that the connection accepts
        // do not prove that the client is alive.
        var last = subscriber.Protocol.AnswerTimeout is null ? subscriber.LastWrite
            : Math.Max(subscriber.LastProgress, subscriber.LastHeartbeat);
        if (now - last < subscriber.Protocol.HeartbeatInterval.TotalMilliseconds)
            return false;
        subscriber.LastHeartbeat = now;
        return true;
    }

    /// <summary>
    /// Ends a subscriber if its stream has reached the maximum duration, or if all streams must end. All streams must end if the server
    /// stops, or if this node (server process) cannot reach its store and sends its clients to other nodes.
    /// </summary>
    public static void EndIfDue(Subscriber subscriber, long now, bool isClosing, TimeSpan spread)
    {
        if (subscriber.IsFinishing)
            return;
        if (isClosing && subscriber.Protocol.StopFrame is { } stopFrame)
            Close(subscriber, stopFrame, now, spread);
        else if (now - subscriber.StartedAt >= subscriber.Protocol.Lifetime?.TotalMilliseconds && !subscriber.HasEnded)
            subscriber.Finish(subscriber.Protocol.LifetimeEnd);
    }

    /// <summary>
    /// Sends a last frame to a subscriber, and ends the subscriber, because the server stops or this node (server process) sends its
    /// clients to other nodes. To spread the reconnects of the clients, this happens at a random later time; calls before this time do
    /// nothing.
    /// </summary>
    private static void Close(Subscriber subscriber, byte[] stopFrame, long now, TimeSpan spread)
    {
        // A new time is planned if none is, or if the planned one is no longer valid: this node (server process) had lost its store, and
        // reached it again before the planned time, which is more than 5 seconds ago, or later than the server now waits.
        var last = now + 1 + (long)spread.TotalMilliseconds;
        if (subscriber.StopFrameAt == 0 || subscriber.StopFrameAt < now - ReturnedAfter || subscriber.StopFrameAt > last)
            subscriber.StopFrameAt = now + 1 + (long)(Random.Shared.NextDouble() * spread.TotalMilliseconds);
        if (now < subscriber.StopFrameAt && spread > TimeSpan.Zero)
            return;
        subscriber.IsFinishing = true;
        subscriber.Finish(stopFrame);
    }
}
