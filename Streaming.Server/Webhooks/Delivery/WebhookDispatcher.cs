namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Starts the delivery of new messages to webhooks. Each process starts the deliveries of the messages that it has appended. A process may
/// end before it has started them. Therefore one of the processes that share a store also scans all topics at intervals for messages that
/// webhooks have not received.
/// </summary>
internal sealed partial class WebhookDispatcher(
    DispatchTriggers triggers, ActiveWebhooks webhooks, BatchReader reader, DeliveryStarter starter, BacklogDispatcher backlog,
        ILogger<WebhookDispatcher> logger)
    : BackgroundService
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        triggers.Start();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = triggers.StartScans();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await DispatchAsync(await triggers.ReadAsync(stoppingToken), stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
                await triggers.RecoverAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        if (request.ReloadsWebhooks)
            await webhooks.ReloadAsync(cancellationToken);
        webhooks.ResetChanged();
        foreach (var missed in await starter.StartWaitingAsync(cancellationToken))
            webhooks.MarkUnscanned(missed);
        await starter.StartAsync(
            request.Topics.SelectMany(
                topic => webhooks.All.Where(webhook => webhook.Receives(topic) && reader.CanRead(topic))
                .Select(webhook => (webhook.Id, topic))),
            cancellationToken);
        var unscanned = request.ScansAll ? webhooks.All : webhooks.Unscanned();
        if (unscanned.Count == 0)
            return;
        await (request.ScansAll ? backlog.ScanAllAsync(unscanned, cancellationToken) : backlog.ScanAsync(unscanned, cancellationToken));
        foreach (var webhook in unscanned)
            webhooks.MarkScanned(webhook);
    }

    [LoggerMessage(1, LogLevel.Error, "Failed to enqueue webhook deliveries; all topics are scanned again.")]
    private partial void LogFailed(Exception exception);
}
