using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// Stores webhooks, their cursors (positions in topics) and their requests. Each store implements this interface, and the same tests
/// (<c>WebhookStoreContract</c>) check each store. The rules that all stores have in common are in <see cref="WebhookTransaction"/>.
/// </summary>
/// <remarks>
/// All members may be called at the same time, also by several processes that share one store. Each write is one transaction, which first
/// checks whether the stored webhook still allows the write.
/// </remarks>
internal interface IWebhookStore
{
    /// <summary>
    /// Writes a change of a webhook to the store. When the call returns, the change is stored as durably as messages of the same store.
    /// </summary>
    /// <returns>Whether the change was written, and whether deliveries to the webhook begin or cease to fail because of the
    /// change.</returns>
    ValueTask<WriteResult> WriteAsync(WebhookChange change, CancellationToken cancellationToken);

    /// <summary>Returns all webhooks in the order of their creation.</summary>
    ValueTask<IReadOnlyList<Webhook>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Returns all webhooks whose deliveries fail, with the times since which they fail.</summary>
    ValueTask<IReadOnlyList<WebhookHealth>> ListHealthAsync(CancellationToken cancellationToken);

    /// <summary>Returns a webhook; null if it does not exist.</summary>
    ValueTask<Webhook?> FindAsync(WebhookId id, CancellationToken cancellationToken);

    /// <summary>Returns the cursor (position) of a webhook in a topic; null if the webhook has no cursor in the topic.</summary>
    ValueTask<WebhookCursor?> FindCursorAsync(WebhookId id, TopicName topic, CancellationToken cancellationToken);

    /// <summary>
    /// Returns the cursors (positions) of a webhook in the topics from one name to another, both included, ordered by the name of the topic
    /// (ordinal).
    /// </summary>
    ValueTask<IReadOnlyList<WebhookCursor>> ListCursorsAsync(
        WebhookId id, TopicName from, TopicName through, CancellationToken cancellationToken);

    /// <summary>
    /// Returns the cursors (positions) of a webhook in topics whose most recent request failed, ordered by the name of the topic. The list
    /// has at most <paramref name="limit"/> cursors.
    /// </summary>
    ValueTask<IReadOnlyList<WebhookCursor>> ListFailingAsync(WebhookId id, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Returns the deferred batches of a webhook (refused messages that are sent again), ordered by topic and offset. The list has at most
    /// <paramref name="limit"/> batches.
    /// </summary>
    ValueTask<IReadOnlyList<DeferredBatch>> ListDeferredAsync(WebhookId id, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Returns the deferred batch (refused messages that are sent again) that begins after an offset of a topic; null if there is none.
    /// </summary>
    ValueTask<DeferredBatch?> FindDeferredAsync(WebhookId id, TopicName topic, long after, CancellationToken cancellationToken);

    /// <summary>Returns the number of messages in the deferred batches of a webhook (refused messages that are sent again).</summary>
    ValueTask<long> CountDeferredAsync(WebhookId id, CancellationToken cancellationToken);

    /// <summary>
    /// Returns one page of the list of requests of a webhook, newest first. The page has at most <paramref name="limit"/> requests, whose
    /// numbers in the list are less than the given one.
    /// </summary>
    ValueTask<IReadOnlyList<WebhookDelivery>> ListDeliveriesAsync(WebhookId id, long below, int limit, CancellationToken cancellationToken);
}
