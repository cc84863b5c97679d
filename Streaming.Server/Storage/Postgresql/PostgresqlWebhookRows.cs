using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Holds the rows that a batch of changes of webhooks needs, in memory. Applies each change to these rows, and collects the SQL statements
/// that write the changes to the database.
/// </summary>
internal sealed class PostgresqlWebhookRows : IWebhookRows
{
    private static readonly string[] s_tables = ["webhook_cursors", "webhook_deliveries", "webhook_deferred", "webhook_health"];

    private readonly Dictionary<WebhookId, (Webhook Webhook, long Deliveries)> _webhooks = [];
    private readonly Dictionary<(WebhookId, TopicName), WebhookCursor> _cursors = [];
    private readonly Dictionary<(WebhookId, TopicName, long), DeferredBatch> _deferred = [];
    private readonly Dictionary<WebhookId, WebhookHealth> _health = [];
    private readonly Dictionary<WebhookId, long> _failures = [];

    /// <summary>The SQL statements that write the changes to the database, in the order of the changes.</summary>
    public List<NpgsqlBatchCommand> Statements { get; } = [];

    /// <summary>Adds a webhook that was read from the database.</summary>
    /// <param name="webhook">The webhook to add.</param>
    /// <param name="deliveries">
    /// The number of the webhook's latest delivery (a request that sends messages to the webhook); 0 before its first delivery.
    /// </param>
    public void Add(Webhook webhook, long deliveries) => _webhooks[webhook.Id] = (webhook, deliveries);

    /// <summary>Adds a cursor (the offset up to which a webhook has received a topic) that was read from the database.</summary>
    public void Add(WebhookId id, WebhookCursor cursor) => _cursors[(id, cursor.Topic)] = cursor;

    /// <summary>
    /// Adds a deferred batch (messages that a webhook's receiver refused and that are sent later) that was read from the database.
    /// </summary>
    public void Add(WebhookId id, DeferredBatch deferred) => _deferred[(id, deferred.Topic, deferred.After)] = deferred;

    /// <summary>Adds the health of a webhook (the time since which its deliveries fail) that was read from the database.</summary>
    /// <param name="health">The health of the webhook: the time since which its deliveries fail.</param>
    /// <param name="failures">The number of failing cursors and of deferred batches (refused messages that are sent again) of the
    /// webhook.</param>
    public void Add(WebhookHealth health, long failures) =>
        (_health[health.Webhook], _failures[health.Webhook]) = (health, failures);

    public Webhook? Find(WebhookId id) => _webhooks.TryGetValue(id, out var row) ? row.Webhook : null;

    public void Save(Webhook webhook)
    {
        _webhooks[webhook.Id] = (webhook, _webhooks.GetValueOrDefault(webhook.Id).Deliveries);
        Command($"""
            INSERT INTO streaming.webhooks ({PostgresqlWebhookColumns.Webhook})
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            ON CONFLICT (id) DO UPDATE SET url = excluded.url, topics = excluded.topics, types = excluded.types,
                ordered = excluded.ordered, batch = excluded.batch, secret = excluded.secret, old_secret = excluded.old_secret,
                old_secret_until = excluded.old_secret_until, state = excluded.state, reason = excluded.reason, version = excluded.version,
                headers = excluded.headers, max_per_minute = excluded.max_per_minute
            """).AddWebhook(webhook);
    }

    public void Delete(WebhookId id)
    {
        _webhooks.Remove(id);
        _health.Remove(id);
        Command("DELETE FROM streaming.webhooks WHERE id = $1").Text(id.Value);
        foreach (var table in s_tables)
            Command($"DELETE FROM streaming.{table} WHERE webhook = $1").Text(id.Value);
    }

    public WebhookCursor? FindCursor(WebhookId id, TopicName topic) => _cursors.GetValueOrDefault((id, topic));

    public IReadOnlyList<TopicName> CursorTopics(WebhookId id) =>
        [.. _cursors.Keys.Where(key => key.Item1 == id).Select(key => key.Item2)];

    public void SaveCursor(WebhookId id, WebhookCursor cursor)
    {
        CountFailures(id, (cursor.Failures > 0 ? 1 : 0) - (FindCursor(id, cursor.Topic)?.Failures > 0 ? 1 : 0));
        Add(id, cursor);
        Command($"""
            INSERT INTO streaming.webhook_cursors (webhook, {PostgresqlWebhookColumns.Cursor}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (webhook, topic) DO UPDATE SET "offset" = excluded."offset", through = excluded.through,
                failures = excluded.failures, failing_since = excluded.failing_since, error = excluded.error, epoch = excluded.epoch
            """).Text(id.Value).AddCursor(cursor);
    }

    public void DeleteCursor(WebhookId id, TopicName topic)
    {
        // The number of failures does not decrease by the deferred batches (refused messages) of the topic, because they were not read. The
        // next batch of changes counts the failures again, without them.
        CountFailures(id, _cursors.Remove((id, topic), out var cursor) && cursor.Failures > 0 ? -1 : 0);
        Command("DELETE FROM streaming.webhook_cursors WHERE webhook = $1 AND topic = $2").Text(id.Value).Text(topic.Value);
        Command("DELETE FROM streaming.webhook_deferred WHERE webhook = $1 AND topic = $2").Text(id.Value).Text(topic.Value);
    }

    public DeferredBatch? FindDeferred(WebhookId id, TopicName topic, long after) => _deferred.GetValueOrDefault((id, topic, after));

    public void SaveDeferred(WebhookId id, DeferredBatch deferred)
    {
        CountFailures(id, FindDeferred(id, deferred.Topic, deferred.After) is null ? 1 : 0);
        Add(id, deferred);
        Command($"""
            INSERT INTO streaming.webhook_deferred (webhook, {PostgresqlWebhookColumns.Deferred})
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (webhook, topic, "after") DO UPDATE SET through = excluded.through, messages = excluded.messages,
                failures = excluded.failures, failing_since = excluded.failing_since, error = excluded.error, epoch = excluded.epoch
            """).Text(id.Value).AddDeferred(deferred);
    }

    public void DeleteDeferred(WebhookId id, TopicName topic, long after)
    {
        CountFailures(id, _deferred.Remove((id, topic, after)) ? -1 : 0);
        Command("""
            DELETE FROM streaming.webhook_deferred WHERE webhook = $1 AND topic = $2 AND "after" = $3
            """).Text(id.Value).Text(topic.Value).Bigint(after);
    }

    public void ClearFailures(WebhookId id)
    {
        foreach (var key in _cursors.Keys.Where(key => key.Item1 == id).ToList())
            _cursors[key] = _cursors[key] with { Failures = 0, FailingSince = null, Error = null };
        Command("""
            UPDATE streaming.webhook_cursors SET failures = 0, failing_since = NULL, error = NULL WHERE webhook = $1 AND failures > 0
            """).Text(id.Value);
    }

    public void AddDelivery(WebhookId id, WebhookDelivery delivery, int keep)
    {
        var (webhook, last) = _webhooks[id];
        var number = last + 1;
        _webhooks[id] = (webhook, number);
        Command("UPDATE streaming.webhooks SET deliveries = $2 WHERE id = $1").Text(id.Value).Bigint(number);
        Command($"""
            INSERT INTO streaming.webhook_deliveries (webhook, {PostgresqlWebhookColumns.Delivery})
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """).Text(id.Value).AddDelivery(delivery with { Number = number });
        Command("DELETE FROM streaming.webhook_deliveries WHERE webhook = $1 AND number <= $2").Text(id.Value).Bigint(number - keep);
    }

    public WebhookHealth? FindHealth(WebhookId id) => _health.GetValueOrDefault(id);

    public bool HasFailures(WebhookId id) => _failures.GetValueOrDefault(id) > 0;

    public void SaveHealth(WebhookHealth health)
    {
        // If the webhook had no health before, its deliveries did not fail. So this batch of changes has caused its first failure, and at
        // least one failure is counted.
        if (_health.TryAdd(health.Webhook, health))
            _failures[health.Webhook] = Math.Max(1, _failures.GetValueOrDefault(health.Webhook));
        _health[health.Webhook] = health;
        Command($"""
            INSERT INTO streaming.webhook_health ({PostgresqlWebhookColumns.Health}) VALUES ($1, $2, $3)
            ON CONFLICT (webhook) DO UPDATE SET failing_since = excluded.failing_since, last_success = excluded.last_success
            """).AddHealth(health);
    }

    public void DeleteHealth(WebhookId id)
    {
        _health.Remove(id);
        Command("DELETE FROM streaming.webhook_health WHERE webhook = $1").Text(id.Value);
    }

    private void CountFailures(WebhookId id, int change) => _failures[id] = _failures.GetValueOrDefault(id) + change;

    private NpgsqlParameterCollection Command(string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        Statements.Add(command);
        return command.Parameters;
    }
}
