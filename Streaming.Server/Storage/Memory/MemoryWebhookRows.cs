using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Storage.Memory;

/// <summary>
/// Keeps webhooks, their cursors (the offset up to which a webhook has received a topic) and their deliveries (requests that send messages
/// to webhooks) in memory. The class is not thread-safe: only a thread that holds the lock of the webhook store may use it.
/// </summary>
internal sealed class MemoryWebhookRows : IWebhookRows
{
    private readonly Dictionary<WebhookId, Row> _rows = [];

    public Webhook? Find(WebhookId id) => _rows.GetValueOrDefault(id)?.Webhook;

    public void Save(Webhook webhook)
    {
        if (_rows.TryGetValue(webhook.Id, out var row))
            row.Webhook = webhook;
        else
            _rows.Add(webhook.Id, new Row(webhook));
    }

    public void Delete(WebhookId id) => _rows.Remove(id);

    public WebhookCursor? FindCursor(WebhookId id, TopicName topic) => _rows.GetValueOrDefault(id)?.Cursors.GetValueOrDefault(topic.Value);

    public IReadOnlyList<TopicName> CursorTopics(WebhookId id) => [.. _rows[id].Cursors.Values.Select(cursor => cursor.Topic)];

    public void SaveCursor(WebhookId id, WebhookCursor cursor) => _rows[id].Cursors[cursor.Topic.Value] = cursor;

    public void DeleteCursor(WebhookId id, TopicName topic)
    {
        _rows[id].Cursors.Remove(topic.Value);
        foreach (var batch in ListDeferred(id, int.MaxValue).Where(batch => batch.Topic == topic))
            DeleteDeferred(id, topic, batch.After);
    }

    public DeferredBatch? FindDeferred(WebhookId id, TopicName topic, long after) =>
        _rows.GetValueOrDefault(id)?.Deferred.GetValueOrDefault((topic.Value, after));

    public void SaveDeferred(WebhookId id, DeferredBatch batch) => _rows[id].Deferred[(batch.Topic.Value, batch.After)] = batch;

    public void DeleteDeferred(WebhookId id, TopicName topic, long after) => _rows[id].Deferred.Remove((topic.Value, after));

    public void ClearFailures(WebhookId id)
    {
        foreach (var cursor in Cursors(id, cursor => cursor.Failures > 0, int.MaxValue))
            SaveCursor(id, cursor with { Failures = 0, FailingSince = null, Error = null });
    }

    public void AddDelivery(WebhookId id, WebhookDelivery delivery, int keep)
    {
        var row = _rows[id];
        row.Deliveries.Add(delivery with { Number = ++row.LastNumber });
        row.Deliveries.RemoveAll(each => each.Number <= row.LastNumber - keep);
    }

    public WebhookHealth? FindHealth(WebhookId id) => _rows.GetValueOrDefault(id)?.Health;

    public bool HasFailures(WebhookId id) =>
        _rows[id] is var row && (row.Deferred.Count > 0 || row.Cursors.Values.Any(cursor => cursor.Failures > 0));

    public void SaveHealth(WebhookHealth health) => _rows[health.Webhook].Health = health;

    public void DeleteHealth(WebhookId id) => _rows[id].Health = null;

    public IReadOnlyList<WebhookHealth> AllHealth() => [.. _rows.Values.Select(row => row.Health).OfType<WebhookHealth>()];

    public IReadOnlyList<Webhook> All() =>
        [.. _rows.Values.Select(row => row.Webhook).OrderBy(webhook => webhook.Created)
        .ThenBy(webhook => webhook.Id.Value, StringComparer.Ordinal)];

    public IReadOnlyList<WebhookCursor> Cursors(WebhookId id, Func<WebhookCursor, bool> which, int limit) =>
        _rows.TryGetValue(id, out var row) ? [.. row.Cursors.Values.Where(which).Take(limit)] : [];

    public IReadOnlyList<DeferredBatch> ListDeferred(WebhookId id, int limit) => _rows.TryGetValue(id, out var row)
        ? [.. row.Deferred.Values.OrderBy(batch => batch.Topic.Value, StringComparer.Ordinal).ThenBy(batch => batch.After).Take(limit)]
        : [];

    public IReadOnlyList<WebhookDelivery> Deliveries(WebhookId id, long below, int limit) =>
        _rows.TryGetValue(id, out var row) ? [.. row.Deliveries.AsEnumerable().Reverse().Where(each => each.Number < below).Take(limit)]
            : [];

    private sealed class Row(Webhook webhook)
    {
        public Webhook Webhook { get; set; } = webhook;

        public SortedDictionary<string, WebhookCursor> Cursors { get; } = new(StringComparer.Ordinal);

        public Dictionary<(string Topic, long After), DeferredBatch> Deferred { get; } = [];

        public List<WebhookDelivery> Deliveries { get; } = [];

        public long LastNumber { get; set; }

        public WebhookHealth? Health { get; set; }
    }
}
