using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Storage.Memory;

/// <summary>Stores webhooks in this process's memory. The webhooks are lost when the process ends.</summary>
internal sealed class MemoryWebhookStore : IWebhookStore
{
    private readonly Lock _gate = new();
    private readonly MemoryWebhookRows _rows = new();

    public ValueTask<WriteResult> WriteAsync(WebhookChange change, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Locked(rows => WebhookTransaction.Run(rows, change)));

    public ValueTask<IReadOnlyList<Webhook>> ListAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(Locked(rows => rows.All()));

    public ValueTask<IReadOnlyList<WebhookHealth>> ListHealthAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(Locked(rows => rows.AllHealth()));

    public ValueTask<Webhook?> FindAsync(WebhookId id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Locked(rows => rows.Find(id)));

    public ValueTask<WebhookCursor?> FindCursorAsync(WebhookId id, TopicName topic, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Locked(rows => rows.FindCursor(id, topic)));

    public ValueTask<IReadOnlyList<WebhookCursor>> ListCursorsAsync(
        WebhookId id, TopicName from, TopicName through, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Locked(rows => rows.Cursors(id, cursor =>
            string.CompareOrdinal(cursor.Topic.Value, from.Value) >= 0
                && string.CompareOrdinal(cursor.Topic.Value, through.Value) <= 0, int.MaxValue)));

    public ValueTask<IReadOnlyList<WebhookCursor>> ListFailingAsync(WebhookId id, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Locked(rows => rows.Cursors(id, cursor => cursor.Failures > 0, limit)));

    public ValueTask<IReadOnlyList<DeferredBatch>> ListDeferredAsync(WebhookId id, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Locked(rows => rows.ListDeferred(id, limit)));

    public ValueTask<DeferredBatch?> FindDeferredAsync(WebhookId id, TopicName topic, long after, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Locked(rows => rows.FindDeferred(id, topic, after)));

    public ValueTask<long> CountDeferredAsync(WebhookId id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Locked(rows => rows.ListDeferred(id, int.MaxValue).Sum(batch => (long)batch.Messages)));

    public ValueTask<IReadOnlyList<WebhookDelivery>> ListDeliveriesAsync(
        WebhookId id, long below, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Locked(rows => rows.Deliveries(id, below, limit)));

    private T Locked<T>(Func<MemoryWebhookRows, T> work)
    {
        lock (_gate)
            return work(_rows);
    }
}
