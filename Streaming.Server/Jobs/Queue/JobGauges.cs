using System.Diagnostics.Metrics;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Gauges of the queue, counted every few seconds, however often they are asked for. Types that this process does not know are <c>other</c>, so that there are
/// no more series than types.
/// </summary>
internal sealed partial class JobGauges(
    IJobQueue queue, JobTypeRegistry types, OverdueHandlers overdue, JobWriter writer, IMeterFactory meters, TimeProvider time, ILogger<JobGauges> logger) : BackgroundService
{
    private const string Other = "other";

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    private volatile JobCounts _counts = JobCounts.Empty;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = StreamingMeter.Of(meters);
        meter.CreateObservableGauge("streaming.jobs.waiting", () => ByType(_counts.Waiting), "{job}", "Jobs of the queue that are due and wait for a worker, by type.");
        meter.CreateObservableGauge("streaming.jobs.running", () => ByType(_counts.Running), "{job}", "Jobs of the queue that a worker has, by type.");
        meter.CreateObservableGauge("streaming.jobs.oldest_due", OldestDue, "s", "For how long the job waits that was due first; 0 if none waits.");
        meter.CreateObservableGauge("streaming.jobs.overdue", () => overdue.Count, "{handler}", "Handlers of this process that were told to stop and have not returned.");
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
            // The server stops.
        }
    }

    private async Task CountAsync(CancellationToken stoppingToken)
    {
        try
        {
            _counts = await queue.CountAsync(writer.Now(), stoppingToken);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(e);
        }
    }

    private double OldestDue() => _counts.OldestDue is { } due ? Math.Max(0, (writer.Now() - due).TotalSeconds) : 0;

    private IEnumerable<Measurement<long>> ByType(IReadOnlyDictionary<string, long> counts)
    {
        foreach (var type in types.All)
            yield return Measure(counts.GetValueOrDefault(type.Name), type.Name);
        yield return Measure(counts.Where(count => !types.TryGet(count.Key, out _)).Sum(count => count.Value), Other);
    }

    private static Measurement<long> Measure(long count, string type) => new(count, StreamingMeter.Tag("type", type));

    [LoggerMessage(1, LogLevel.Warning, "Failed to count the jobs of the queue; it is tried again.")]
    private partial void LogFailed(Exception exception);
}
