using Streaming.Server.DurableSubscriptions.Register;

namespace Streaming.Server.Storage.Memory;

/// <summary>
/// Stores durable subscriptions (those of the Durable Streams protocol) in this process's memory. The subscriptions are lost when the
/// process ends.
/// </summary>
internal sealed class MemoryDurableSubscriptionStore : IDurableSubscriptionStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Row> _rows = new(StringComparer.Ordinal);
    private byte[]? _key;

    public ValueTask<bool> WriteAsync(SubscriptionWrite write, CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult(Write(write));
    }

    public ValueTask<bool> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult(_rows.Remove(id));
    }

    public ValueTask<IReadOnlyList<DurableSubscription>> ListAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult<IReadOnlyList<DurableSubscription>>([.. _rows.Values.Select(row => row.Subscription)]);
    }

    public ValueTask<DurableSubscription?> FindAsync(string id, CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult(_rows.GetValueOrDefault(id)?.Subscription);
    }

    public ValueTask<IReadOnlyList<StreamCursor>> ListCursorsAsync(string id, CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult<IReadOnlyList<StreamCursor>>(
                _rows.TryGetValue(id, out var row) ? [.. row.Cursors.Values] : []);
    }

    public ValueTask<byte[]> GetKeyAsync(byte[] candidate, CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult(_key ??= candidate);
    }

    private bool Write(SubscriptionWrite write)
    {
        var subscription = write.Subscription;
        var row = _rows.GetValueOrDefault(subscription.Id);
        if (row?.Subscription.Version != (write.IsNew ? null : subscription.Version - 1))
            return false;
        if (row is null)
            _rows.Add(subscription.Id, row = new Row(subscription));
        row.Subscription = subscription;
        foreach (var topic in write.Removed)
            row.Cursors.Remove(topic.Value);
        foreach (var cursor in write.Cursors)
            row.Cursors[cursor.Topic.Value] = cursor;
        return true;
    }

    private sealed class Row(DurableSubscription subscription)
    {
        public DurableSubscription Subscription { get; set; } = subscription;

        public SortedDictionary<string, StreamCursor> Cursors { get; } = new(StringComparer.Ordinal);
    }
}
