namespace Streaming.Server.Fanout.Subscribers;

/// <summary>The times of a reader: heartbeats, limits, and the goodbye at the end. All in milliseconds of the delivery's clock.</summary>
internal static class SubscriberTimes
{
    // How long a reader that takes nothing may hold up the end of the server.
    private const int PatienceAtTheEnd = 1_000;

    /// <summary>Whether it has taken nothing, or answered nothing, for too long.</summary>
    public static bool IsOver(Subscriber reader, long now, TimeSpan writeTimeout)
    {
        if (reader.IsBusy)
            return now - reader.Progress > writeTimeout.TotalMilliseconds || (reader.IsFinishing && now - reader.GoodbyeAt > PatienceAtTheEnd);
        return !reader.IsFetching && !reader.HasEnded && reader.LastBeat > reader.LastProgress && now - reader.LastBeat > reader.Format.AnswerLimit?.TotalMilliseconds;
    }

    /// <summary>Whether it has been silent for so long that a heartbeat is due.</summary>
    public static bool IsBeatDue(Subscriber reader, long now)
    {
        if (reader.IsBusy || reader.IsFetching || reader.HasEnded)
            return false;
        // Where the far side must answer, it is asked also while it is written to: bytes that leave are no sign that anybody is there.
        var last = reader.Format.AnswerLimit is null ? reader.LastWrite : Math.Max(reader.LastProgress, reader.LastBeat);
        return now - last >= reader.Format.Heartbeat.TotalMilliseconds;
    }

    /// <summary>Ends the reader with its goodbye, at a time of its own where goodbyes are spread.</summary>
    public static void Close(Subscriber reader, byte[] goodbye, long now, TimeSpan drainTime)
    {
        var spreads = reader.Format.SpreadsGoodbyes;
        if (reader.GoodbyeAt == 0)
            reader.GoodbyeAt = now + 1 + (spreads ? (long)(Random.Shared.NextDouble() * drainTime.TotalMilliseconds) : 0);
        if (now < reader.GoodbyeAt && spreads)
            return;
        reader.IsFinishing = true;
        reader.Finish(goodbye);
    }
}
