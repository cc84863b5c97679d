namespace Streaming.LoadTest.Measure;

/// <summary>Counts the messages that were published, by their result.</summary>
internal sealed class PublishCounts
{
    public long Published { get; set; }
    public long SentBytes { get; set; }
    public long Acknowledged { get; private set; }
    public long Errors { get; private set; }
    public Latencies Acknowledgement { get; } = new();
    public HashSet<string> Failures { get; } = new(StringComparer.Ordinal);

    /// <summary>The number of messages that were sent more than 5 ms after their due time, because the load test itself was slow.</summary>
    public long SentLate { get; set; }
    public long LatestNanoseconds { get; set; }

    /// <summary>
    /// The number of messages that could not be sent at their due time, because the maximum number of messages still waited for an
    /// acknowledgement.
    /// </summary>
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
