using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>Writes the outcome of a round to the store, and enqueues the jobs that follow from it.</summary>
internal sealed class DeliveryRecorder(IWebhookStore store, WebhookManager webhooks, WebhookEnqueuer jobs, TimeProvider time)
{
    /// <summary>Moves the webhook's cursor, enqueues the deferred batches, and disables the webhook if the outcome says so.</summary>
    public async Task RecordAsync(WebhookId id, DeliveryResult outcome)
    {
        // A deferred batch gets its job only after the store lists it. If the process ends in between, the scan of all topics finds the
        // batch.
        if (await store.WriteAsync(outcome.Move, CancellationToken.None))
        {
            foreach (var (batch, delay) in outcome.Move.Aside.Zip(outcome.AsideDelays))
                await jobs.SetAsideAsync(id, batch.Topic, batch.After, batch.Through, time.GetUtcNow().UtcDateTime + delay);
        }

        if (outcome.DisabledFor is { } reason)
            await webhooks.DisableAsync(id, reason);
    }

    /// <summary>Enqueues the delivery of a topic again.</summary>
    public Task EnqueueAsync(WebhookId id, TopicName topic, TimeSpan? delay = null) =>
        jobs.DeliverAsync(id, topic, delay is { } wait ? time.GetUtcNow().UtcDateTime + wait : null, CancellationToken.None);
}
