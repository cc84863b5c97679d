using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// Where webhooks, their places in topics and their requests are kept. A store implements this port; the contract suite in the tests holds every store to
/// what follows. <see cref="WebhookTransaction"/> has the rules, over the rows of a store.
/// </summary>
/// <remarks>All members may be called at the same time, also by several processes that share one store: a change is judged by how things stand when it is made.</remarks>
internal interface IWebhookStore
{
    /// <summary>Does a change; it is as durable as the store's messages when this returns.</summary>
    /// <returns>Whether it was applied.</returns>
    ValueTask<bool> WriteAsync(WebhookChange change, CancellationToken cancellationToken);

    /// <summary>All webhooks, in the order of their making.</summary>
    ValueTask<IReadOnlyList<Webhook>> ListAsync(CancellationToken cancellationToken);

    /// <summary>One webhook; null if there is none with this id.</summary>
    ValueTask<Webhook?> FindAsync(WebhookId id, CancellationToken cancellationToken);

    /// <summary>Where a webhook stands in a topic; null where it has no cursor.</summary>
    ValueTask<WebhookCursor?> FindCursorAsync(WebhookId id, TopicName topic, CancellationToken cancellationToken);

    /// <summary>A webhook's cursors in the topics from one to another, both included, by name (ordinal).</summary>
    ValueTask<IReadOnlyList<WebhookCursor>> ListCursorsAsync(WebhookId id, TopicName from, TopicName through, CancellationToken cancellationToken);

    /// <summary>A webhook's cursors in topics whose last request has failed, by name, at most so many.</summary>
    ValueTask<IReadOnlyList<WebhookCursor>> ListFailingAsync(WebhookId id, int limit, CancellationToken cancellationToken);

    /// <summary>What was set aside of a webhook, by topic and offset, at most so many.</summary>
    ValueTask<IReadOnlyList<DeferredBatch>> ListAsideAsync(WebhookId id, int limit, CancellationToken cancellationToken);

    /// <summary>What was set aside behind an offset of a topic; null where nothing is.</summary>
    ValueTask<DeferredBatch?> FindAsideAsync(WebhookId id, TopicName topic, long after, CancellationToken cancellationToken);

    /// <summary>How many messages are set aside of a webhook.</summary>
    ValueTask<long> CountAsideAsync(WebhookId id, CancellationToken cancellationToken);

    /// <summary>A webhook's requests, newest first, below a number, at most so many.</summary>
    ValueTask<IReadOnlyList<WebhookDelivery>> ListDeliveriesAsync(WebhookId id, long below, int limit, CancellationToken cancellationToken);
}
