using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;

namespace Streaming.Server.DurableSubscriptions.Wakes;

/// <summary>
/// Starts wakes (notices to workers that streams have new messages). There are three occasions: this process has appended messages, a lease
/// (a worker's right to process messages alone) has expired, or a webhook is called again after a failure. At intervals, one of the
/// processes that share a store also scans all topics.
/// </summary>
internal sealed partial class WakeDispatcher(
    WakeTriggers triggers, ActiveSubscriptions active, WakeScanner scanner, WakeDeadlines deadlines, ILeases leases,
    ILogger<WakeDispatcher> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var scans = triggers.Start();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var work = await triggers.ReadAsync(stoppingToken);
                var isScan = work.HasLost || (work.IsScanDue && leases.IsHeld(NodeLease.Maintenance));
                await DispatchAsync(work.Topics, isScan, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                LogFailed(e);
                deadlines.RetrySoon();
            }
        }

        await deadlines.StopAsync();
    }

    private async Task DispatchAsync(IReadOnlySet<TopicName> topics, bool isScan, CancellationToken cancellationToken)
    {
        if (deadlines.IsReloadDue())
            await active.ReloadAsync(cancellationToken);
        foreach (var each in active.All)
        {
            var received = topics.Where(topic => WakeScanner.IsStream(topic) && each.Receives(topic)).ToList();
            try
            {
                if (isScan || !each.IsScanned)
                    await scanner.ScanAsync(each, cancellationToken);
                if (received.Count > 0)
                    await scanner.AddAsync(each, received, cancellationToken);
                await deadlines.RunAsync(each, cancellationToken);
            }
            catch (RefusalException e) when (e.Reason == RefusalReason.NotFound)
            {
                active.Remove(each.Subscription.Id);
            }
            catch (RefusalException e)
            {
                LogSubscriptionFailed(e, each.Subscription.Id);
                each.IsScanned = false;
                triggers.Rearm();
                await deadlines.PauseAsync(cancellationToken);
            }
        }

        deadlines.Arm(active.All);
    }

    [LoggerMessage(1, LogLevel.Error, "Failed to start wakes (notices of new messages) of durable subscriptions; the server tries again.")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(
        2, LogLevel.Warning,
        "Failed to start a wake (a notice of new messages) of durable subscription {Subscription}; the server tries again.")]
    private partial void LogSubscriptionFailed(Exception exception, string subscription);
}
