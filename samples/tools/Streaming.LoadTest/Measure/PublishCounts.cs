namespace Streaming.LoadTest.Measure;

/// <summary>What became of the messages that were sent.</summary>
internal sealed class PublishCounts
{
    public long Published { get; set; }
    public long SentBytes { get; set; }
    public long Acknowledged { get; private set; }
    public long Errors { get; private set; }
    public Latencies Acknowledgement { get; } = new();
    public HashSet<string> Failures { get; } = new(StringComparer.Ordinal);

    /// <summary>Messages that left more than 5 ms after they were due because the load test was not there in time.</summary>
    public long SentLate { get; set; }
    public long LatestNanoseconds { get; set; }

    /// <summary>Messages that were due while all that may be unacknowledged was.</summary>
    public long HeldUp { get; set; }

    public void Acknowledge(long nanoseconds)
    {
        Acknowledged++;
        Acknowledgement.Add(nanoseconds);
    }

    public void Fail(string why, long count)
    {
        Errors += count;
        if (Failures.Count < 3)
            Failures.Add(why);
    }
}
