using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Starts the delivery of topics to webhooks: it notifies a delivery that runs in this process, or enqueues a job if a slot is free.
/// </summary>
internal sealed class DeliveryStarter(WebhookEnqueuer jobs, ActiveDeliveries active, DeliverySlots slots)
{
    /// <summary>The maximum number of jobs that are enqueued at the same time.</summary>
    public const int MaxEnqueued = 256;

    /// <summary>Starts the delivery of topics to webhooks. Topics without a free slot wait in <see cref="DeliverySlots"/>.</summary>
    public Task StartAsync(IEnumerable<(WebhookId Id, TopicName Topic)> deliveries, CancellationToken cancellationToken) =>
        EnqueueAsync(deliveries.Where(each => !active.Wake(each.Id, each.Topic) && !slots.TryDefer(each.Id, each.Topic)),
            cancellationToken);

    /// <summary>Enqueues jobs for the topics that waited for a slot and can have one now.</summary>
    /// <returns>The webhooks for which too many topics waited to keep them all in memory; their topics must be scanned.</returns>
    public async Task<IReadOnlyList<WebhookId>> StartWaitingAsync(CancellationToken cancellationToken)
    {
        var (ready, missed) = slots.TakeReady();
        // Running deliveries of these topics are not notified: they found no free slot themselves, and are about to end.
        await EnqueueAsync(ready, cancellationToken);
        return missed;
    }

    private async Task EnqueueAsync(IEnumerable<(WebhookId Id, TopicName Topic)> deliveries, CancellationToken cancellationToken)
    {
        foreach (var some in deliveries.Chunk(MaxEnqueued))
            await Task.WhenAll(some.Select(each => jobs.DeliverAsync(each.Id, each.Topic, cancellationToken: cancellationToken)));
    }
}
