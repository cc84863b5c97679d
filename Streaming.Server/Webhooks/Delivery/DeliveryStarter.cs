using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Starts the delivery of topics to webhooks. If this process is already delivering the topic to the webhook, the running delivery is
/// notified of the new messages. Otherwise a job is enqueued as soon as a slot (the place for one running delivery) is free.
/// </summary>
internal sealed class DeliveryStarter(WebhookEnqueuer jobs, ActiveDeliveries active, DeliverySlots slots)
{
    /// <summary>The maximum number of jobs that are enqueued at the same time.</summary>
    public const int MaxEnqueued = 256;

    /// <summary>
    /// Starts the delivery of topics to webhooks. A topic for which no slot (place for one running delivery) is free waits in memory (in
    /// <see cref="DeliverySlots"/>).
    /// </summary>
    public Task StartAsync(IEnumerable<(WebhookId Id, TopicName Topic)> deliveries, CancellationToken cancellationToken) =>
        EnqueueAsync(deliveries.Where(each => !active.Wake(each.Id, each.Topic) && !slots.TryDefer(each.Id, each.Topic)),
            cancellationToken);

    /// <summary>Enqueues delivery jobs for waiting topics for which a slot (the place for one running delivery) is free now.</summary>
    /// <returns>The webhooks that had more waiting topics than are kept in memory. For these, the caller must scan all topics.</returns>
    public async Task<IReadOnlyList<WebhookId>> StartWaitingAsync(CancellationToken cancellationToken)
    {
        var (ready, missed) = slots.TakeReady();
        // Each of these topics needs a job, even if a delivery of the topic is still running. A topic waits only after its delivery has
        // found no free slot (place for one running delivery). So that delivery is about to end, and cannot send the messages.
        await EnqueueAsync(ready, cancellationToken);
        return missed;
    }

    private async Task EnqueueAsync(IEnumerable<(WebhookId Id, TopicName Topic)> deliveries, CancellationToken cancellationToken)
    {
        foreach (var some in deliveries.Chunk(MaxEnqueued))
            await Task.WhenAll(some.Select(each => jobs.DeliverAsync(each.Id, each.Topic, cancellationToken: cancellationToken)));
    }
}
