using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>Keeps the deferred batches of webhooks in the store, each with a job that sends it again.</summary>
internal sealed class DeferredBatches(IWebhookStore store, WebhookEnqueuer jobs, IOptions<WebhookOptions> options, TimeProvider time)
{
    public async Task<bool> ContainsAsync(WebhookId id, TopicName topic, long after, CancellationToken cancellationToken) =>
        await store.FindAsideAsync(id, topic, after, cancellationToken) is not null;

    /// <summary>Removes a batch of which nothing is left to send.</summary>
    public async Task RemoveAsync(WebhookId id, TopicName topic, long after) =>
        await store.WriteAsync(new UpdateDeferred(id, topic, after), CancellationToken.None);

    /// <summary>Enqueues the job of a batch again.</summary>
    /// <param name="id">The webhook.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="after">The offset before the messages.</param>
    /// <param name="through">The offset of the last message.</param>
    /// <param name="delay">The time until the job is due; null for the longest time between two attempts.</param>
    public Task PostponeAsync(WebhookId id, TopicName topic, long after, long through, TimeSpan? delay = null) =>
        jobs.SetAsideAsync(id, topic, after, through, time.GetUtcNow().UtcDateTime + (delay ?? options.Value.MaxBackoff));

    /// <summary>Records a request. After the last successful request the batch is removed; after a failure its error is kept.</summary>
    public async Task RecordAsync(WebhookId id, TopicName topic, long after, SendResult result, bool isLast)
    {
        WebhookChange change = result.IsSuccess && !isLast
            ? new AddDelivery(id, result.Made, options.Value.KeepDeliveries)
            : new UpdateDeferred(id, topic, after)
            {
                Error = result.Made.Error,
                Delivery = result.Made,
                Keep = options.Value.KeepDeliveries
            };
        await store.WriteAsync(change, CancellationToken.None);
    }
}
