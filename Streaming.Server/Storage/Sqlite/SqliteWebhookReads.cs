using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Reads webhooks, their cursors (the offset up to which a webhook has received a topic) and their deliveries (requests that send messages
/// to webhooks) from the SQLite file, on a connection for reading or for writing.
/// </summary>
internal static class SqliteWebhookReads
{
    public static IReadOnlyList<Webhook> List(SqliteConnection connection)
    {
        using var rows = new SqliteStatement(connection, $"SELECT {SqliteWebhookColumns.Webhook} FROM webhooks ORDER BY created, id");
        return All(rows, row => row.ReadWebhook());
    }

    public static IReadOnlyList<WebhookHealth> ListHealth(SqliteConnection connection)
    {
        using var rows = new SqliteStatement(connection, $"SELECT {SqliteWebhookColumns.Health} FROM webhook_health");
        return All(rows, row => row.ReadHealth());
    }

    public static Webhook? Find(SqliteConnection connection, WebhookId id)
    {
        using var row = new SqliteStatement(connection, $"SELECT {SqliteWebhookColumns.Webhook} FROM webhooks WHERE id = ?1");
        return row.Bind(1, id.Value).Step() ? row.ReadWebhook() : null;
    }

    public static WebhookCursor? FindCursor(SqliteConnection connection, WebhookId id, TopicName topic)
    {
        using var row = new SqliteStatement(
            connection, $"SELECT {SqliteWebhookColumns.Cursor} FROM webhook_cursors WHERE webhook = ?1 AND topic = ?2");
        return row.Bind(1, id.Value).Bind(2, topic.Value).Step() ? row.ReadCursor() : null;
    }

    public static IReadOnlyList<WebhookCursor> Cursors(SqliteConnection connection, WebhookId id, TopicName from, TopicName through)
    {
        using var rows = new SqliteStatement(
            connection, $"SELECT {SqliteWebhookColumns.Cursor} FROM webhook_cursors WHERE webhook = ?1 AND topic BETWEEN ?2 AND ?3 ORDER " +
            "BY topic");
        return All(rows.Bind(1, id.Value).Bind(2, from.Value).Bind(3, through.Value), row => row.ReadCursor());
    }

    public static IReadOnlyList<WebhookCursor> Failing(SqliteConnection connection, WebhookId id, int limit)
    {
        using var rows = new SqliteStatement(
            connection, $"SELECT {SqliteWebhookColumns.Cursor} FROM webhook_cursors WHERE webhook = ?1 AND failures > 0 ORDER BY topic " +
            "LIMIT ?2");
        return All(rows.Bind(1, id.Value).Bind(2, limit), row => row.ReadCursor());
    }

    public static IReadOnlyList<DeferredBatch> ListDeferred(SqliteConnection connection, WebhookId id, int limit)
    {
        using var rows = new SqliteStatement(
            connection, $"SELECT {SqliteWebhookColumns.Deferred} FROM webhook_asides WHERE webhook = ?1 " +
            "ORDER BY topic, \"after\" LIMIT ?2");
        return All(rows.Bind(1, id.Value).Bind(2, limit), row => row.ReadDeferred());
    }

    public static DeferredBatch? FindDeferred(SqliteConnection connection, WebhookId id, TopicName topic, long after)
    {
        using var row = new SqliteStatement(
            connection, $"SELECT {SqliteWebhookColumns.Deferred} FROM webhook_asides WHERE webhook = ?1 AND topic = ?2 AND \"after\" = ?3");
        return row.Bind(1, id.Value).Bind(2, topic.Value).Bind(3, after).Step() ? row.ReadDeferred() : null;
    }

    public static long CountDeferred(SqliteConnection connection, WebhookId id)
    {
        using var row = new SqliteStatement(connection, "SELECT coalesce(sum(messages), 0) FROM webhook_asides WHERE webhook = ?1");
        return row.Bind(1, id.Value).Step() ? row.Int64(0) : 0;
    }

    public static IReadOnlyList<WebhookDelivery> Deliveries(SqliteConnection connection, WebhookId id, long below, int limit)
    {
        using var rows = new SqliteStatement(
            connection, $"SELECT {SqliteWebhookColumns.Delivery} FROM webhook_deliveries WHERE webhook = ?1 AND number < ?2 ORDER BY " +
            "number DESC LIMIT ?3");
        return All(rows.Bind(1, id.Value).Bind(2, below).Bind(3, limit), row => row.ReadDelivery());
    }

    private static List<T> All<T>(SqliteStatement rows, Func<SqliteStatement, T> read)
    {
        var all = new List<T>();
        while (rows.Step())
            all.Add(read(rows));
        return all;
    }
}
