using Microsoft.Extensions.Options;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Core.Messages;
using Streaming.Server.Publishing;

namespace Streaming.Server.Administration.Metrics;

/// <summary>
/// Publishes the metrics of this node (server process) to the topic <c>system:metrics</c> at the interval <c>Metrics:Interval</c>. After
/// each failure the interval is doubled, up to one minute. After a success, the configured interval applies again.
/// </summary>
internal sealed partial class MetricsPublisher(
    MetricsMessage metrics, Publisher publisher, IOptions<MetricsOptions> options, TimeProvider time, ILogger<MetricsPublisher> logger)
    : BackgroundService
{
    /// <summary>The topic to which the server publishes its metrics.</summary>
    public static readonly TopicName Topic = new(TopicNamespaces.System + "metrics");

    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(1);

    private PeriodicTimer? _timer;

    // Creates the timer here and not in ExecuteAsync, which begins later on another thread. So the first interval begins with the start of
    // the server.
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
                var next = isPublished ? interval : Longer(timer.Period, interval);
                // Setting the period starts it again, even an equal one, which would delay each following message by the time of the store.
                if (timer.Period != next)
                    timer.Period = next;
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
            // Other parts of the server report a failure of the store too. So only the first of several consecutive failures is logged
            // here.
            if (!isRetry)
                LogFailed(e);
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Failed to publish the metrics of this server; the next attempt follows after a longer pause.")]
    private partial void LogFailed(Exception exception);
}
