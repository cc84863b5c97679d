using System.Diagnostics.Metrics;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Reports the numbers of waiting and running jobs of all processes as metrics, and the number of overdue handlers of this process
/// (cancelled handlers that have not returned). Counts the jobs every 5 seconds, however often the metrics are read. Job types without a
/// handler in this process are reported as type <c>other</c>, which limits the number of time series.
/// </summary>
internal sealed partial class JobGauges(
    IJobQueue queue, JobTypeRegistry types, OverdueHandlers overdue, IMeterFactory meters, TimeProvider time, JobClock clock,
        ILogger<JobGauges> logger) : BackgroundService
{
    private const string Other = "other";

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    private volatile JobCounts _counts = JobCounts.Empty;

    /// <summary>The job types of which due jobs were waiting for a worker when the jobs were last counted.</summary>
    public IEnumerable<string> WaitingTypes => _counts.Waiting.Where(count => count.Value > 0).Select(count => count.Key);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = StreamingMeter.Of(meters);
        meter.CreateObservableGauge(
            "streaming.jobs.waiting", () => ByType(_counts.Waiting), "{job}", "Due jobs of the queue that wait for a worker, by type.");
        meter.CreateObservableGauge(
            "streaming.jobs.running", () => ByType(_counts.Running), "{job}", "Jobs of the queue that run in a worker, by type.");
        meter.CreateObservableGauge(
            "streaming.jobs.oldest_due", OldestDue, "s", "Time that the oldest due job has waited; 0 if no job waits.");
        meter.CreateObservableGauge(
            "streaming.jobs.overdue", () =>
            overdue.Count, "{handler}", "Handlers of this process that were cancelled and have not returned.");
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, time);
        try
        {
            do
                await CountAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server is stopping, so the jobs are not counted any more.
        }
    }

    private async Task CountAsync(CancellationToken stoppingToken)
    {
        try
        {
            _counts = await queue.CountAsync(clock.Now(), stoppingToken);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(e);
        }
    }

    private double OldestDue() => _counts.OldestDue is { } due ? Math.Max(0, (clock.Now() - due).TotalSeconds) : 0;

    private IEnumerable<Measurement<long>> ByType(IReadOnlyDictionary<string, long> counts)
    {
        foreach (var type in types.All)
            yield return Measure(counts.GetValueOrDefault(type.Name), type.Name);
        yield return Measure(counts.Where(count => !types.TryGet(count.Key, out _)).Sum(count => count.Value), Other);
    }

    private static Measurement<long> Measure(long count, string type) => new(count, StreamingMeter.Tag("type", type));

    [LoggerMessage(1, LogLevel.Warning, "Failed to count the jobs of the queue; the next attempt follows in a few seconds.")]
    private partial void LogFailed(Exception exception);
}
