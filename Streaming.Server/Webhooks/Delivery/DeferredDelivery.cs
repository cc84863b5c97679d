using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Worker;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>Delivers messages that were set aside, so that those behind them need not wait.</summary>
internal sealed class DeferredDelivery(
    IWebhookStore store, BatchReader reader, DeliverySender sender, WebhookEnqueuer queue, WebhookBackoff backoff, DeliverySlots slots, IOptions<WebhookOptions> options, TimeProvider time)
{
    public async Task<WebhookResult> RunAsync(WebhookId id, TopicName topic, long after, long through, bool isListed, JobContext job)
    {
        var (done, first) = (new WebhookResult(0, 0), after);
        using var slot = slots.For(id, topic: null);
        while (await store.FindAsync(id, job.Cancellation) is { } webhook && webhook.Wants(topic))
        {
            // Delivered by a job before this one, or no longer the webhook's.
            if (isListed && await store.FindAsideAsync(id, topic, first, job.Cancellation) is null)
                return done;
            if (webhook.State != WebhookState.Active)
            {
                // It keeps its attempts for when there is somebody to try.
                await LaterAsync(id, topic, first, through, options.Value.MaxBackoff);
                return done;
            }

            if (!slot.TryEnter())
            {
                await LaterAsync(id, topic, first, through, backoff.After(1, slots.SuspensionOf(id)));
                return done;
            }

            if (await reader.NextAsync(webhook, topic, after, through, job.Cancellation) is not { } batch)
            {
                await store.WriteAsync(new UpdateDeferred(id, topic, first), CancellationToken.None);
                return done;
            }

            after = batch.Last.Offset;
            if (batch.Messages.Count == 0)
                continue;
            var result = await sender.SendAsync(webhook, batch, job.Attempt + 1, job.Cancellation);
            slot.Report([result]);
            if (!result.IsNotCalled)
                await KeepAsync(id, topic, first, result, isLast: after >= through);
            if (!result.IsSuccess)
                throw new DeliveryFailedException(result.Made.Error!, backoff.After(job.Attempt, result.RetryAfter));
            done = new WebhookResult(done.Messages + batch.Messages.Count, done.Requests + 1);
        }

        return done;
    }

    private Task LaterAsync(WebhookId id, TopicName topic, long after, long through, TimeSpan delay) =>
        queue.SetAsideAsync(id, topic, after, through, time.GetUtcNow().UtcDateTime + delay);

    private async Task KeepAsync(WebhookId id, TopicName topic, long first, SendResult result, bool isLast)
    {
        WebhookChange change = result.IsSuccess && !isLast
            ? new AddDelivery(id, result.Made, options.Value.KeepDeliveries)
            : new UpdateDeferred(id, topic, first) { Error = result.Made.Error, Delivery = result.Made, Keep = options.Value.KeepDeliveries };
        await store.WriteAsync(change, CancellationToken.None);
    }
}
