using Microsoft.Extensions.Options;
using Streaming.Server.Jobs;
using Streaming.Server.Messages;

namespace Streaming.Server.Webhooks;

/// <summary>Delivers messages that were set aside, so that those behind them need not wait.</summary>
internal sealed class AsideDelivery(
    IWebhookStore store, BatchReader reader, DeliverySender sender, WebhookQueue queue, WebhookBackoff backoff, IOptions<WebhookOptions> options, TimeProvider time)
{
    public async Task<WebhookResult> RunAsync(WebhookId id, TopicName topic, long after, long through, JobContext job)
    {
        var done = new WebhookResult(0, 0);
        while (await store.FindAsync(id, job.Cancellation) is { } webhook && webhook.Wants(topic))
        {
            if (webhook.State != WebhookState.Active)
            {
                // It keeps its attempts for when there is somebody to try.
                await queue.SetAsideAsync(id, topic, after, through, time.GetUtcNow().UtcDateTime + options.Value.MaxBackoff);
                return done;
            }

            if (await reader.NextAsync(webhook, topic, after, through, job.Cancellation) is not { } batch)
                return done;
            after = batch.Last.Offset;
            if (batch.Messages.Count == 0)
                continue;
            var result = await sender.SendAsync(webhook, batch, job.Attempt + 1, job.Cancellation);
            if (!result.IsNotCalled)
                await store.WriteAsync(new AddDelivery(id, result.Made, options.Value.KeepDeliveries), CancellationToken.None);
            if (!result.IsSuccess)
                throw new DeliveryFailedException(result.Made.Error!, backoff.After(job.Attempt, result.RetryAfter));
            done = new WebhookResult(done.Messages + batch.Messages.Count, done.Requests + 1);
        }

        return done;
    }
}
