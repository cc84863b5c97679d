using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>Starts the deliveries of topics: by waking a delivery that runs in this process, or by a job when a slot is free.</summary>
internal sealed class DeliveryStarter(WebhookEnqueuer jobs, ActiveDeliveries active, DeliverySlots slots)
{
    /// <summary>How many jobs are enqueued at once.</summary>
    public const int MaxEnqueued = 256;

    /// <summary>Starts deliveries. Topics without a free slot wait in <see cref="DeliverySlots"/>.</summary>
    public Task StartAsync(IEnumerable<(WebhookId Id, TopicName Topic)> deliveries, CancellationToken cancellationToken) =>
        EnqueueAsync(deliveries.Where(each => !active.Wake(each.Id, each.Topic) && !slots.TryDefer(each.Id, each.Topic)),
            cancellationToken);

    /// <summary>Enqueues the topics that waited for a slot and have one now.</summary>
    /// <returns>The webhooks of which more topics waited than were remembered.</returns>
    public async Task<IReadOnlyList<WebhookId>> StartWaitingAsync(CancellationToken cancellationToken)
    {
        var (ready, missed) = slots.TakeReady();
        // Deliveries that run are not woken: they were deferred themselves, and end.
        await EnqueueAsync(ready, cancellationToken);
        return missed;
    }

    private async Task EnqueueAsync(IEnumerable<(WebhookId Id, TopicName Topic)> deliveries, CancellationToken cancellationToken)
    {
        foreach (var some in deliveries.Chunk(MaxEnqueued))
            await Task.WhenAll(some.Select(each => jobs.DeliverAsync(each.Id, each.Topic, cancellationToken: cancellationToken)));
    }
}
