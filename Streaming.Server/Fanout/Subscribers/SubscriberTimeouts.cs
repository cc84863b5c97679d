namespace Streaming.Server.Fanout.Subscribers;

/// <summary>
/// Decides when a subscriber receives a heartbeat, exceeds a time limit, or is closed. All times are milliseconds of the fan-outs' clock.
/// </summary>
internal static class SubscriberTimeouts
{
    // The time by which a subscriber whose client accepts no bytes may delay the server's stop, in milliseconds.
    private const int StopTimeout = 1_000;

    /// <summary>Whether the client has accepted no bytes, or answered no heartbeat, for too long.</summary>
    public static bool IsTimedOut(Subscriber subscriber, long now, TimeSpan writeTimeout)
    {
        if (subscriber.IsBusy)
            return now - subscriber.Progress > writeTimeout.TotalMilliseconds
                || (subscriber.IsFinishing && now - subscriber.GoodbyeAt > StopTimeout);
        return !subscriber.IsFetching && !subscriber.HasEnded && subscriber.LastBeat > subscriber.LastProgress
            && now - subscriber.LastBeat > subscriber.Protocol.AnswerTimeout?.TotalMilliseconds;
    }

    /// <summary>Whether a heartbeat is due.</summary>
    public static bool IsHeartbeatDue(Subscriber subscriber, long now)
    {
        if (subscriber.IsBusy || subscriber.IsFetching || subscriber.HasEnded)
            return false;
        // A client that must answer receives heartbeats even between messages: bytes that were sent do not prove that the client is alive.
        var last = subscriber.Protocol.AnswerTimeout is null ? subscriber.LastWrite
            : Math.Max(subscriber.LastProgress, subscriber.LastBeat);
        return now - last >= subscriber.Protocol.HeartbeatInterval.TotalMilliseconds;
    }

    /// <summary>Writes the goodbye frame and ends the subscriber, at a random time within the drain time if goodbyes are spread.</summary>
    public static void Close(Subscriber subscriber, byte[] goodbye, long now, TimeSpan drainTime)
    {
        var spreads = subscriber.Protocol.SpreadsGoodbyes;
        if (subscriber.GoodbyeAt == 0)
            subscriber.GoodbyeAt = now + 1 + (spreads ? (long)(Random.Shared.NextDouble() * drainTime.TotalMilliseconds) : 0);
        if (now < subscriber.GoodbyeAt && spreads)
            return;
        subscriber.IsFinishing = true;
        subscriber.Finish(goodbye);
    }
}
