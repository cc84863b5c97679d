using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// The port of a store for webhooks, their cursors and their requests. The contract suite in the tests checks every store against this
/// description.
/// <see cref="WebhookTransaction"/> has the rules, over the rows of a store.
/// </summary>
/// <remarks>All members may be called concurrently, also by several processes that share one store: a change is checked against the state
/// at the time of its transaction.</remarks>
internal interface IWebhookStore
{
    /// <summary>Applies a change. It is as durable as the store's messages when this returns.</summary>
    /// <returns>Whether the change was applied.</returns>
    ValueTask<bool> WriteAsync(WebhookChange change, CancellationToken cancellationToken);

    /// <summary>All webhooks, in the order of their creation.</summary>
    ValueTask<IReadOnlyList<Webhook>> ListAsync(CancellationToken cancellationToken);

    /// <summary>One webhook; null if it does not exist.</summary>
    ValueTask<Webhook?> FindAsync(WebhookId id, CancellationToken cancellationToken);

    /// <summary>The cursor of a webhook in a topic; null if it has none.</summary>
    ValueTask<WebhookCursor?> FindCursorAsync(WebhookId id, TopicName topic, CancellationToken cancellationToken);

    /// <summary>A webhook's cursors in the topics from one to another, both included, by name (ordinal).</summary>
    ValueTask<IReadOnlyList<WebhookCursor>> ListCursorsAsync(
        WebhookId id, TopicName from, TopicName through, CancellationToken cancellationToken);

    /// <summary>A webhook's cursors in topics whose last request failed, by name, up to a limit.</summary>
    ValueTask<IReadOnlyList<WebhookCursor>> ListFailingAsync(WebhookId id, int limit, CancellationToken cancellationToken);

    /// <summary>The deferred batches of a webhook, by topic and offset, up to a limit.</summary>
    ValueTask<IReadOnlyList<DeferredBatch>> ListAsideAsync(WebhookId id, int limit, CancellationToken cancellationToken);

    /// <summary>The deferred batch after an offset of a topic; null if none exists.</summary>
    ValueTask<DeferredBatch?> FindAsideAsync(WebhookId id, TopicName topic, long after, CancellationToken cancellationToken);

    /// <summary>The number of deferred messages of a webhook.</summary>
    ValueTask<long> CountAsideAsync(WebhookId id, CancellationToken cancellationToken);

    /// <summary>A webhook's requests, newest first, below a number, up to a limit.</summary>
    ValueTask<IReadOnlyList<WebhookDelivery>> ListDeliveriesAsync(WebhookId id, long below, int limit, CancellationToken cancellationToken);
}
