using Streaming.LoadTest.Measure;
using Streaming.LoadTest.Protocol;

namespace Streaming.LoadTest.Runs;

/// <summary>Holds the results of the subscribers of one process. The processes of the load test exchange these results as JSON.</summary>
internal sealed record ReadResult
{
    public int Open { get; init; }
    public int Failed { get; init; }
    public int ClosedEarly { get; init; }
    public string[] Failures { get; init; } = [];
    public long Expected { get; init; }
    public long Delivered { get; init; }
    public long Lost { get; init; }
    public long Duplicates { get; init; }
    public long Reordered { get; init; }
    public long Wrong { get; init; }
    public long Bytes { get; init; }
    public long Receives { get; init; }
    public long LastAt { get; init; }
    public long[][] Latency { get; init; } = [];
    public int[] Counts { get; init; } = [];
    public long[] Latest { get; init; } = [];
    public double OwnCpuSeconds { get; init; }
    public StalledResult? Stalled { get; init; }

    public static ReadResult Of(ReaderGroup group, long published, double cpuSeconds, StalledResult? stalled)
    {
        var topics = group.Options.Topics;
        var readers = group.Readers.Where(reader => !reader.Stalls && reader.WasOpen).ToArray();
        return new ReadResult
        {
            Open = group.Open,
            Failed = group.Failed,
            ClosedEarly = group.ClosedEarly,
            Failures = [.. group.Failures],
            Expected = readers.Sum(reader => PublishedOf(published, reader.Topic, topics)),
            Delivered = group.Deliveries.Count,
            Lost = readers.Sum(reader => reader.Sequence.Lost(PublishedOf(published, reader.Topic, topics))),
            Duplicates = readers.Sum(reader => reader.Sequence.Duplicates),
            Reordered = readers.Sum(reader => reader.Sequence.Reordered),
            Wrong = group.Deliveries.Wrong,
            Bytes = group.Loop.ReceivedBytes,
            Receives = group.Loop.Receives,
            LastAt = group.Deliveries.LastAt,
            Latency = group.Deliveries.Latency.ToPairs(),
            Counts = group.Deliveries.Last.Counts(),
            Latest = group.Deliveries.Last.Latest(),
            OwnCpuSeconds = cpuSeconds,
            Stalled = stalled,
        };
    }

    /// <summary>Returns the number of messages that were published to one topic. Messages are published to the topics in turn.</summary>
    public static long PublishedOf(long published, int topic, int topics) => published / topics + (topic < published % topics ? 1 : 0);
}
