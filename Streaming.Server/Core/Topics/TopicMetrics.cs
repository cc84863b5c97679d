using System.Diagnostics.Metrics;
using Streaming.Server.Core.Diagnostics;

namespace Streaming.Server.Core.Topics;

/// <summary>Records metrics of published messages and of the transactions that store them.</summary>
internal sealed class TopicMetrics
{
    private readonly Counter<long> _published;
    private readonly Counter<long> _commits;
    private readonly Histogram<int> _commitMessages;

    public TopicMetrics(IMeterFactory meters)
    {
        var meter = StreamingMeter.Of(meters);
        _published = meter.CreateCounter<long>("streaming.messages.published", "{message}", "Messages that were acknowledged.");
        _commits = meter.CreateCounter<long>("streaming.log.commits", "{commit}", "Transactions of the log.");
        _commitMessages = meter.CreateHistogram(
            "streaming.log.commit.messages", "{message}", "Messages that shared one transaction.", tags: null, HistogramBuckets.Messages);
    }

    /// <summary>Counts messages whose publishers have received an acknowledgement, in the metric of published messages.</summary>
    public void Published(int messages) => _published.Add(messages);

    /// <summary>Counts a committed transaction that appended messages, and records the number of its messages.</summary>
    public void Committed(int publishes, int messages)
    {
        _commits.Add(1, StreamingMeter.Tag("shared", publishes > 1));
        _commitMessages.Record(messages);
    }
}
