using System.Diagnostics.Metrics;

namespace Streaming.Server.Core.Diagnostics;

/// <summary>What the server counts. Meter <c>Streaming</c>; see README for the names.</summary>
public sealed class StreamingMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Streaming";

    private readonly Counter<long> _published;
    private readonly Counter<long> _commits;
    private readonly Histogram<int> _commitMessages;
    private readonly Counter<long> _delivered;
    private readonly UpDownCounter<long> _connections;
    private readonly Counter<long> _cutOff;
    private readonly Counter<long> _gaps;
    private readonly Counter<long> _backgroundTasks;
    private readonly Counter<long> _jobs;
    private readonly Histogram<double> _jobWait;
    private readonly Histogram<double> _jobDuration;
    private readonly Counter<long> _refusals;

    /// <summary>Makes the instruments.</summary>
    public StreamingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _published = meter.CreateCounter<long>("streaming.messages.published", "{message}", "Messages acknowledged.");
        _commits = meter.CreateCounter<long>("streaming.log.commits", "{commit}", "Transactions of the log.");
        _commitMessages = meter.CreateHistogram("streaming.log.commit.messages", "{message}", "Messages that shared one transaction.", tags: null, HistogramBuckets.Messages);
        _delivered = meter.CreateCounter<long>("streaming.messages.delivered", "{message}", "Messages handed to connections.");
        _connections = meter.CreateUpDownCounter<long>("streaming.connections", "{connection}", "Open streams.");
        _cutOff = meter.CreateCounter<long>("streaming.readers.cut_off", "{reader}", "Readers cut off because they took or answered nothing.");
        _gaps = meter.CreateCounter<long>("streaming.gaps", "{gap}", "Readers that were told of a gap.");
        _backgroundTasks = meter.CreateCounter<long>("streaming.background_tasks", "{task}", "Background tasks that ended, by name and outcome.");
        _jobs = meter.CreateCounter<long>("streaming.jobs", "{step}", "Steps of jobs on this node, by type: queued, started, retrying, succeeded, failed, cancelled, lost.");
        _jobWait = meter.CreateHistogram("streaming.jobs.wait", "s", "Time between a job's due time and its start.", tags: null, HistogramBuckets.Seconds);
        _jobDuration = meter.CreateHistogram("streaming.jobs.duration", "s", "Time that an attempt of a job took, by type.", tags: null, HistogramBuckets.Seconds);
        _refusals = meter.CreateCounter<long>("streaming.refusals", "{refusal}", "What was refused, by reason and, where one was reached, by limit.");
    }

    /// <summary>Messages were acknowledged.</summary>
    public void Published(int messages) => _published.Add(messages);

    /// <summary>A transaction was committed.</summary>
    public void Committed(int publishes, int messages)
    {
        _commits.Add(1, KeyValuePair.Create<string, object?>("shared", publishes > 1));
        _commitMessages.Record(messages);
    }

    /// <summary>Messages were handed to a connection.</summary>
    public void Delivered(string transport, int messages) => _delivered.Add(messages, KeyValuePair.Create<string, object?>("transport", transport));

    /// <summary>A stream was opened (1) or ended (-1).</summary>
    public void Connections(string transport, int change) => _connections.Add(change, KeyValuePair.Create<string, object?>("transport", transport));

    /// <summary>A reader was cut off because it took nothing, gave no sign of life, or asked for it when it cannot keep up.</summary>
    public void CutOff(string transport) => _cutOff.Add(1, KeyValuePair.Create<string, object?>("transport", transport));

    /// <summary>A background task ended.</summary>
    public void BackgroundTask(string name, string outcome) =>
        _backgroundTasks.Add(1, KeyValuePair.Create<string, object?>("name", name), KeyValuePair.Create<string, object?>("outcome", outcome));

    /// <summary>A job went one step on.</summary>
    public void Job(string type, string step) => _jobs.Add(1, KeyValuePair.Create<string, object?>("type", type), KeyValuePair.Create<string, object?>("step", step));

    /// <summary>A job started so long after it was due.</summary>
    public void JobStarted(TimeSpan wait) => _jobWait.Record(wait.TotalSeconds);

    /// <summary>An attempt of a job has ended.</summary>
    public void JobEnded(string type, TimeSpan duration) => _jobDuration.Record(duration.TotalSeconds, KeyValuePair.Create<string, object?>("type", type));

    /// <summary>Something was refused.</summary>
    public void Refused(string reason, string? limit) =>
        _refusals.Add(1, KeyValuePair.Create<string, object?>("reason", reason), KeyValuePair.Create<string, object?>("limit", limit ?? string.Empty));

    /// <summary>A reader was told of a gap.</summary>
    public void Gap(string transport) => _gaps.Add(1, KeyValuePair.Create<string, object?>("transport", transport));
}
