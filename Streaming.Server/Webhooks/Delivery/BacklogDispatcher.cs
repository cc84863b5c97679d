using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>Scans all topics for messages that webhooks have not received, and starts deliveries for these topics.</summary>
internal sealed class BacklogDispatcher(
    BacklogScanner scanner, DeliveryStarter starter, IWebhookStore store, WebhookEnqueuer jobs, WebhookMetrics metrics, StoreClock time)
{
    private const int MaxDeferred = 10_000;

    /// <summary>
    /// Scans all topics for messages that the given webhooks have not received, and starts the deliveries of these messages.
    /// </summary>
    public async Task ScanAsync(IReadOnlyList<Webhook> webhooks, CancellationToken cancellationToken) =>
        await StartAsync(webhooks, cancellationToken);

    /// <summary>
    /// Scans all topics for messages that any webhook has not received. Starts the deliveries of these messages, and of deferred batches
    /// (messages that a receiver refused and that are sent again). Also updates the metric of waiting messages.
    /// </summary>
    public async Task ScanAllAsync(IReadOnlyList<Webhook> webhooks, CancellationToken cancellationToken)
    {
        var waiting = await StartAsync(webhooks, cancellationToken);
        foreach (var webhook in webhooks)
            waiting[webhook.Id] += await StartDeferredAsync(webhook.Id, cancellationToken);
        metrics.SetWaiting(waiting);
    }

    private async Task<Dictionary<WebhookId, long>> StartAsync(IReadOnlyList<Webhook> webhooks, CancellationToken cancellationToken)
    {
        var waiting = webhooks.ToDictionary(webhook => webhook.Id, _ => 0L);
        var found = new List<(WebhookId, TopicName)>();
        await foreach (var (id, topic, messages) in scanner.FindAsync(webhooks, cancellationToken))
        {
            waiting[id] += messages;
            found.Add((id, topic));
            if (found.Count < DeliveryStarter.MaxEnqueued)
                continue;
            await starter.StartAsync(found, cancellationToken);
            found.Clear();
        }

        await starter.StartAsync(found, cancellationToken);
        return waiting;
    }

    // Enqueues a job for each deferred batch of a webhook (refused messages that are sent again). If a batch already has a job, this job
    // and its due time are kept. Returns the number of messages in the batches.
    private async Task<long> StartDeferredAsync(WebhookId id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var some in (await store.ListDeferredAsync(id, MaxDeferred, cancellationToken)).Chunk(DeliveryStarter.MaxEnqueued))
            await Task.WhenAll(some.Select(
                batch => jobs.EnqueueDeferredAsync(id, batch.Topic, batch.After, batch.Through, now, cancellationToken)));
        return await store.CountDeferredAsync(id, cancellationToken);
    }
}
