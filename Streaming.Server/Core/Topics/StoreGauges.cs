using System.Diagnostics.Metrics;
using Streaming.Server.Core.Diagnostics;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Reports the size of the store and the numbers of topics as metrics. Measures the store only every 30 seconds, even if the metrics are
/// read more often.
/// </summary>
internal sealed partial class StoreGauges(
    TopicLogs logs, LoadedTopics loaded, IMeterFactory meters, TimeProvider time, ILogger<StoreGauges> logger) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(30);

    private volatile StrongBox? _latest;

    /// <summary>The most recent measurement: the sum for all stores of this process. Null before the first measurement.</summary>
    public StoreSize? Latest => _latest?.Size;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = StreamingMeter.Of(meters);
        meter.CreateObservableGauge(
            "streaming.topics", () => Measure(static size => size.Topics), "{topic}",
            "Topics in the store, including those of jobs; in a large PostgreSQL store, an estimate.");
        meter.CreateObservableGauge(
            "streaming.topics.loaded", () => loaded.Count, "{topic}", "Topics that are loaded into the memory of this process.");
        meter.CreateObservableGauge(
            "streaming.store.size", () => Measure(static size => size.Bytes), "By", "Size of the database.");
        meter.CreateObservableGauge(
            "streaming.store.wal.size", () => Measure(static size => size.WalBytes), "By",
            "Size of the write-ahead log of the SQLite file.");
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, time);
        try
        {
            do
                await MeasureAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server is stopping, so the store is not measured again.
        }
    }

    private async Task MeasureAsync(CancellationToken stoppingToken)
    {
        try
        {
            var sum = default(StoreSize);
            foreach (var log in logs.All)
            {
                var size = await log.MeasureAsync(stoppingToken);
                // Several logs may be in one database. So the size of the database is counted only once.
                sum = new StoreSize(sum.Topics + size.Topics, size.Bytes ?? sum.Bytes, size.WalBytes ?? sum.WalBytes);
            }

            _latest = new StrongBox(sum);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(e);
        }
    }

    private IEnumerable<Measurement<long>> Measure(Func<StoreSize, long?> value) =>
        _latest is { } latest && value(latest.Size) is { } number ? [new Measurement<long>(number)] : [];

    [LoggerMessage(1, LogLevel.Debug, "Failed to measure the store; its metrics keep their values until the next attempt.")]
    private partial void LogFailed(Exception exception);

    private sealed record StrongBox(StoreSize Size);
}
