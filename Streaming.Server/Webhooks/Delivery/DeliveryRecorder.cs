using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Writes the result of a round (requests to a webhook that were sent at the same time) to the store, and enqueues the jobs that continue
/// the delivery.
/// </summary>
internal sealed class DeliveryRecorder(WebhookResults results, WebhookManager webhooks, WebhookEnqueuer jobs, StoreClock time)
{
    /// <summary>
    /// Stores the result of a round (requests to a webhook that were sent at the same time). Moves the cursor of the webhook (its position
    /// in the topic), and enqueues jobs for deferred batches (messages that the receiver refused). Disables the webhook if the result
    /// requires it.
    /// </summary>
    public async Task RecordAsync(WebhookId id, RoundResult outcome)
    {
        // The job that sends a deferred batch (messages that the receiver refused) again is enqueued after the batch was stored. If the
        // process ends in between, the next scan of all topics enqueues the job.
        if (await results.WriteAsync(outcome.Move, CancellationToken.None))
        {
            foreach (var (batch, delay) in outcome.Move.Deferred.Zip(outcome.DeferredDelays))
                await jobs.EnqueueDeferredAsync(id, batch.Topic, batch.After, batch.Through, time.GetUtcNow().UtcDateTime + delay);
        }

        if (outcome.DisabledFor is { } reason)
            await webhooks.DisableAsync(id, reason);
    }

    /// <summary>Enqueues a job that continues the delivery of a topic to a webhook, after a delay or immediately.</summary>
    public Task EnqueueAsync(WebhookId id, TopicName topic, TimeSpan? delay = null) =>
        jobs.DeliverAsync(id, topic, delay is { } wait ? time.GetUtcNow().UtcDateTime + wait : null, CancellationToken.None);
}
