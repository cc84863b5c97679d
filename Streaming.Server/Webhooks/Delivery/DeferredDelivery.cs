using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Worker;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Delivers a deferred batch to a webhook: messages that the receiver has refused before, and that are sent apart from later messages.
/// </summary>
internal sealed class DeferredDelivery(
    IWebhookStore store, DeferredBatches deferred, BatchReader reader, DeliverySender sender, WebhookBackoff backoff, DeliverySlots slots)
{
    public async Task<WebhookResult> RunAsync(WebhookId id, TopicName topic, long after, long through, bool isListed, JobContext job)
    {
        var (done, first) = (new WebhookResult(0, 0), after);
        using var slot = slots.For(id, topic: null);
        while (await store.FindAsync(id, job.Cancellation) is { } webhook && webhook.Receives(topic))
        {
            // The deferred batch (refused messages that are sent again) is no longer in the store. Either an earlier job has delivered it,
            // or the webhook no longer receives the topic, or a batch that ends at another message has replaced it (for example after a
            // replay). Another job delivers that batch.
            var listed = isListed ? await deferred.FindAsync(id, topic, first, job.Cancellation) : null;
            if (isListed && listed?.Through != through)
                return done;
            if (webhook.State != WebhookState.Active)
            {
                // The webhook is paused or disabled, so nothing is sent. A new job replaces this one. So the full number of attempts is
                // available when the webhook is resumed.
                await deferred.PostponeAsync(id, topic, first, through);
                return done;
            }

            if (!slot.TryAcquire())
            {
                await deferred.PostponeAsync(id, topic, first, through, backoff.After(1, slots.SuspensionOf(id)));
                return done;
            }

            // If the topic was deleted since, the messages are gone. If it has begun again, its offsets belong to other messages. This is
            // checked after the read, because the topic could be deleted in between.
            var rest = new WebhookCursor(topic, after) { Through = through };
            if (await reader.NextAsync(webhook, rest, job.Cancellation) is not { } batch
                || await reader.IsDeletedAsync(topic, listed?.Epoch, job.Cancellation))
            {
                await deferred.RemoveAsync(id, topic, first, through, listed?.Epoch);
                return done;
            }

            after = batch.Last.Offset;
            if (batch.Messages.Count == 0)
                continue;
            var result = await sender.SendAsync(webhook, batch, job.Attempt + 1, job.Cancellation);
            slot.Report(topic, [result]);
            if (result.IsNotCalled)
            {
                // The rate limit or the circuit breaker has held the request back. This is no failed attempt, so a new job with its full
                // number of attempts continues.
                await deferred.PostponeAsync(id, topic, first, through, backoff.After(1, result.RetryAfter));
                return done;
            }

            await deferred.RecordAsync(id, topic, first, through, listed?.Epoch, result, isLast: after >= through);
            if (!result.IsSuccess)
                throw new DeliveryFailedException(result.Delivery.Error!, backoff.After(job.Attempt, result.RetryAfter));
            done = new WebhookResult(done.Messages + batch.Messages.Count, done.Requests + 1);
        }

        return done;
    }
}
