using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Runs the SQL statements that read and change webhooks. Writes run inside the caller's transaction. Each call prepares its statement,
/// because a request to a webhook takes much longer than that.
/// </summary>
internal sealed class SqliteWebhookRows(SqliteConnection connection) : IWebhookRows
{
    public Webhook? Find(WebhookId id) => SqliteWebhookReads.Find(connection, id);

    public void Save(Webhook webhook)
    {
        using var statement = new SqliteStatement(
            connection, $"INSERT OR REPLACE INTO webhooks ({SqliteWebhookColumns.Webhook}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, " +
            "?10, ?11, ?12, ?13, ?14, ?15)");
        statement.BindWebhook(webhook).Run();
    }

    public void Delete(WebhookId id)
    {
        Run("DELETE FROM webhooks WHERE id = ?1", id);
        Run("DELETE FROM webhook_cursors WHERE webhook = ?1", id);
        Run("DELETE FROM webhook_deliveries WHERE webhook = ?1", id);
        Run("DELETE FROM webhook_asides WHERE webhook = ?1", id);
        DeleteHealth(id);
    }

    public WebhookCursor? FindCursor(WebhookId id, TopicName topic) => SqliteWebhookReads.FindCursor(connection, id, topic);

    public IReadOnlyList<TopicName> CursorTopics(WebhookId id)
    {
        using var rows = new SqliteStatement(connection, "SELECT topic FROM webhook_cursors WHERE webhook = ?1");
        rows.Bind(1, id.Value);
        var topics = new List<TopicName>();
        while (rows.Step())
            topics.Add(new TopicName(rows.Text(0)));
        return topics;
    }

    public void SaveCursor(WebhookId id, WebhookCursor cursor)
    {
        using var statement = new SqliteStatement(
            connection, $"INSERT OR REPLACE INTO webhook_cursors (webhook, {SqliteWebhookColumns.Cursor}) VALUES (?1, ?2, ?3, ?4, ?5, " +
            "?6, ?7, ?8)");
        statement.Bind(1, id.Value).BindCursor(cursor).Run();
    }

    public void DeleteCursor(WebhookId id, TopicName topic)
    {
        foreach (var table in (string[])["webhook_cursors", "webhook_asides"])
        {
            using var statement = new SqliteStatement(connection, $"DELETE FROM {table} WHERE webhook = ?1 AND topic = ?2");
            statement.Bind(1, id.Value).Bind(2, topic.Value).Run();
        }
    }

    public DeferredBatch? FindDeferred(WebhookId id, TopicName topic, long after) =>
        SqliteWebhookReads.FindDeferred(connection, id, topic, after);

    public void SaveDeferred(WebhookId id, DeferredBatch batch)
    {
        using var statement = new SqliteStatement(
            connection, $"INSERT OR REPLACE INTO webhook_asides (webhook, {SqliteWebhookColumns.Deferred}) " +
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
        statement.Bind(1, id.Value).BindDeferred(batch).Run();
    }

    public void DeleteDeferred(WebhookId id, TopicName topic, long after)
    {
        using var statement = new SqliteStatement(
            connection, "DELETE FROM webhook_asides WHERE webhook = ?1 AND topic = ?2 AND \"after\" = ?3");
        statement.Bind(1, id.Value).Bind(2, topic.Value).Bind(3, after).Run();
    }

    public void ClearFailures(WebhookId id) =>
        Run("UPDATE webhook_cursors SET failures = 0, failing_since = NULL, error = NULL WHERE webhook = ?1 AND failures > 0", id);

    public void AddDelivery(WebhookId id, WebhookDelivery delivery, int keep)
    {
        using var last = new SqliteStatement(connection, "SELECT coalesce(max(number), 0) FROM webhook_deliveries WHERE webhook = ?1");
        last.Bind(1, id.Value).Step();
        var number = last.Int64(0) + 1;
        using var insert = new SqliteStatement(
            connection, $"INSERT INTO webhook_deliveries (webhook, {SqliteWebhookColumns.Delivery}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, " +
            "?8, ?9, ?10, ?11, ?12, ?13)");
        insert.Bind(1, id.Value).BindDelivery(delivery with { Number = number }).Run();
        using var delete = new SqliteStatement(connection, "DELETE FROM webhook_deliveries WHERE webhook = ?1 AND number <= ?2");
        delete.Bind(1, id.Value).Bind(2, number - keep).Run();
    }

    public WebhookHealth? FindHealth(WebhookId id)
    {
        using var row = new SqliteStatement(connection, $"SELECT {SqliteWebhookColumns.Health} FROM webhook_health WHERE webhook = ?1");
        return row.Bind(1, id.Value).Step() ? row.ReadHealth() : null;
    }

    public bool HasFailures(WebhookId id)
    {
        using var row = new SqliteStatement(connection, """
            SELECT EXISTS (SELECT 1 FROM webhook_cursors WHERE webhook = ?1 AND failures > 0)
                OR EXISTS (SELECT 1 FROM webhook_asides WHERE webhook = ?1)
            """);
        return row.Bind(1, id.Value).Step() && row.Int64(0) != 0;
    }

    public void SaveHealth(WebhookHealth health)
    {
        using var statement = new SqliteStatement(
            connection, $"INSERT OR REPLACE INTO webhook_health ({SqliteWebhookColumns.Health}) VALUES (?1, ?2, ?3)");
        statement.BindHealth(health).Run();
    }

    public void DeleteHealth(WebhookId id) => Run("DELETE FROM webhook_health WHERE webhook = ?1", id);

    private void Run(string sql, WebhookId id)
    {
        using var statement = new SqliteStatement(connection, sql);
        statement.Bind(1, id.Value).Run();
    }
}
