using System.Diagnostics.Metrics;
using Streaming.Server.Core.Diagnostics;

namespace Streaming.Server.Jobs;

/// <summary>
/// Records the metrics of the jobs that this node (server process) has enqueued and run. (<see cref="Queue.JobGauges"/> has the metrics of
/// the whole queue.)
/// </summary>
internal sealed class JobMetrics
{
    private readonly Counter<long> _steps;
    private readonly Histogram<double> _wait;
    private readonly Histogram<double> _duration;

    public JobMetrics(IMeterFactory meters)
    {
        var meter = StreamingMeter.Of(meters);
        _steps = meter.CreateCounter<long>(
            "streaming.jobs", "{step}",
            "Steps of jobs on this node, by type: queued, started, retrying, succeeded, failed, cancelled, lost.");
        _wait = meter.CreateHistogram(
            "streaming.jobs.wait", "s", "Time between a job's due time and its start.", tags: null, HistogramBuckets.Seconds);
        _duration = meter.CreateHistogram(
            "streaming.jobs.duration", "s", "Duration of an attempt of a job, by type.", tags: null, HistogramBuckets.Seconds);
    }

    /// <summary>Adds one step of a job, for example "queued" or "succeeded", to the metric <c>streaming.jobs</c>.</summary>
    public void Step(string type, string step) => _steps.Add(1, StreamingMeter.Tag("type", type), StreamingMeter.Tag("step", step));

    /// <summary>Counts the start of a job, and records the time between its due time and its start.</summary>
    public void Started(string type, TimeSpan wait)
    {
        Step(type, "started");
        _wait.Record(wait.TotalSeconds);
    }

    /// <summary>Records the duration of an attempt (one run of a job's handler) that has ended.</summary>
    public void AttemptEnded(string type, TimeSpan duration) => _duration.Record(duration.TotalSeconds, StreamingMeter.Tag("type", type));
}
