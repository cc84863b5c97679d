using Microsoft.Extensions.Options;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Core.Messages;
using Streaming.Server.Publishing;

namespace Streaming.Server.Administration.Metrics;

/// <summary>
/// Publishes the metrics of this node (server process) to the topic <c>system:metrics</c> at the interval <c>Metrics:Interval</c>. If the
/// store refuses a message, the interval doubles up to a minute, until the store accepts one.
/// </summary>
internal sealed partial class MetricsPublisher(
    MetricsMessage metrics, Publisher publisher, IOptions<MetricsOptions> options, TimeProvider time, ILogger<MetricsPublisher> logger)
    : BackgroundService
{
    /// <summary>The topic to which the server publishes its metrics.</summary>
    public static readonly TopicName Topic = new(TopicNamespaces.System + "metrics");

    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(1);

    private PeriodicTimer? _timer;

    // The timer is created here and not in ExecuteAsync, which begins on another thread, so that the first interval begins with the start.
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Interval > TimeSpan.Zero)
            _timer = new PeriodicTimer(options.Value.Interval, time);
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _timer?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_timer is not { } timer)
            return;
        var interval = options.Value.Interval;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var isPublished = await TryPublishAsync(isRetry: timer.Period > interval, stoppingToken);
                timer.Period = isPublished ? interval : Longer(timer.Period, interval);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server is stopping, so no more metrics are published.
        }
    }

    private static TimeSpan Longer(TimeSpan pause, TimeSpan interval)
    {
        var longest = interval > s_longestPause ? interval : s_longestPause;
        return pause * 2 < longest ? pause * 2 : longest;
    }

    private async Task<bool> TryPublishAsync(bool isRetry, CancellationToken stoppingToken)
    {
        try
        {
            await publisher.PublishAsync(Topic, metrics.Create(), stoppingToken);
            return true;
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            // The store, and whoever watches it, report the failure. So only the first of several failures is logged here.
            if (!isRetry)
                LogFailed(e);
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Failed to publish the metrics of this server; the next attempt follows after a longer pause.")]
    private partial void LogFailed(Exception exception);
}
