using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Keeps the deferred batches of webhooks in the store. A deferred batch contains messages that a receiver has refused. A separate job
/// sends them again, so that later messages need not wait.
/// </summary>
internal sealed class DeferredBatches(
    IWebhookStore store, WebhookResults results, WebhookEnqueuer jobs, IOptions<WebhookOptions> options, StoreClock time)
{
    /// <summary>
    /// Returns the deferred batch (refused messages that are sent again) that begins after an offset of a topic; null if there is none.
    /// </summary>
    public ValueTask<DeferredBatch?> FindAsync(WebhookId id, TopicName topic, long after, CancellationToken cancellationToken) =>
        store.FindDeferredAsync(id, topic, after, cancellationToken);

    /// <summary>
    /// Removes a deferred batch (refused messages that are sent again) from the store, because all its messages were sent or deleted.
    /// </summary>
    public async Task RemoveAsync(WebhookId id, TopicName topic, long after, long through, string? epoch) =>
        await results.WriteAsync(new UpdateDeferred(id, topic, after, through) { Epoch = epoch });

    /// <summary>Enqueues a job that sends a deferred batch (messages that the receiver refused) again after a delay.</summary>
    /// <param name="id">The id of the webhook.</param>
    /// <param name="topic">The topic of the messages.</param>
    /// <param name="after">The offset before the first message of the batch.</param>
    /// <param name="through">The offset of the last message of the batch.</param>
    /// <param name="delay">The time until the job is due; null for the longest delay between two attempts,
    /// <see cref="WebhookOptions.MaxBackoff"/>.</param>
    public Task PostponeAsync(WebhookId id, TopicName topic, long after, long through, TimeSpan? delay = null) =>
        jobs.EnqueueDeferredAsync(id, topic, after, through, time.GetUtcNow().UtcDateTime + (delay ?? options.Value.MaxBackoff));

    /// <summary>
    /// Stores the result of a request with messages of a deferred batch (messages that the receiver has refused before). If the request
    /// failed, its error is stored with the batch. If it succeeded and contained the last messages of the batch, the batch is removed.
    /// </summary>
    public async Task RecordAsync(
        WebhookId id, TopicName topic, long after, long through, string? epoch, SendResult result, bool isLast)
    {
        var keep = options.Value.KeepDeliveries;
        if (result.IsSuccess && !isLast)
            await store.WriteAsync(new AddDelivery(id, result.Delivery, keep), CancellationToken.None);
        else
            await results.WriteAsync(
                new UpdateDeferred(id, topic, after, through)
                {
                    Epoch = epoch,
                    Error = result.Delivery.Error,
                    Delivery = result.Delivery,
                    Keep = keep,
                });
    }
}
