using System.Diagnostics.Metrics;
using Streaming.Server.Core.Diagnostics;

namespace Streaming.Server.Core.Topics;

/// <summary>Records metrics of published messages and of the transactions that store them.</summary>
internal sealed class TopicMetrics
{
    // The tag is created only once and not at each publish, because the duration of each publish is recorded.
    private static readonly KeyValuePair<string, object?> s_log = StreamingMeter.Tag("store", "log");
    private static readonly KeyValuePair<string, object?> s_memory = StreamingMeter.Tag("store", "memory");

    private readonly Meter _meter;
    private readonly Counter<long> _published;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _commits;
    private readonly Histogram<int> _commitMessages;
    private readonly Histogram<double> _commitDuration;

    public TopicMetrics(IMeterFactory meters)
    {
        _meter = StreamingMeter.Of(meters);
        _published = _meter.CreateCounter<long>("streaming.messages.published", "{message}", "Messages that were acknowledged.");
        _duration = _meter.CreateHistogram(
            "streaming.publish.duration", "s",
            "Time from the arrival of a publish at the log of its topic to its acknowledgement, by store: log, memory.", tags: null,
            HistogramBuckets.ShortSeconds);
        _commits = _meter.CreateCounter<long>("streaming.log.commits", "{commit}", "Transactions of the log.");
        _commitMessages = _meter.CreateHistogram(
            "streaming.log.commit.messages", "{message}", "Messages that shared one transaction.", tags: null, HistogramBuckets.Messages);
        _commitDuration = _meter.CreateHistogram(
            "streaming.log.commit.duration", "s", "Duration of a transaction of the log.", tags: null, HistogramBuckets.ShortSeconds);
    }

    /// <summary>Adds the metric with the number of publishes that wait in the queue of the log writer.</summary>
    /// <param name="waiting">A function that returns the number of publishes that wait in the queue.</param>
    public void ObserveQueue(Func<int> waiting) => _meter.CreateObservableGauge(
        "streaming.log.queue", waiting, "{publish}", "Publishes that wait for a transaction of the log.");

    /// <summary>Counts messages whose publishers have received an acknowledgement, in the metric of published messages.</summary>
    public void Published(int messages) => _published.Add(messages);

    /// <summary>Records the duration of a publish, from its arrival at the log writer to its acknowledgement.</summary>
    public void Acknowledged(TimeSpan duration, bool inMemory) => _duration.Record(duration.TotalSeconds, inMemory ? s_memory : s_log);

    /// <summary>Counts a committed transaction that appended messages, and records its duration and the number of its messages.</summary>
    public void Committed(int publishes, int messages, TimeSpan duration)
    {
        _commits.Add(1, StreamingMeter.Tag("shared", publishes > 1));
        _commitMessages.Record(messages);
        _commitDuration.Record(duration.TotalSeconds);
    }
}
