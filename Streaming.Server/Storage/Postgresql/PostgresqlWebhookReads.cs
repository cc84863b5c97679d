using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Reads webhooks, their cursors (the offset up to which a webhook has received a topic) and their deliveries (requests that send messages
/// to webhooks), outside the transactions that change them.
/// </summary>
internal static class PostgresqlWebhookReads
{
    public static async Task<IReadOnlyList<Webhook>> ListAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {PostgresqlWebhookColumns.Webhook} FROM streaming.webhooks ORDER BY created, id", connection);
        return await PostgresqlJobQueries.AllAsync(command, row => row.ReadWebhook(), cancellationToken);
    }

    public static async Task<IReadOnlyList<WebhookHealth>> ListHealthAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {PostgresqlWebhookColumns.Health} FROM streaming.webhook_health", connection);
        return await PostgresqlJobQueries.AllAsync(command, row => row.ReadHealth(), cancellationToken);
    }

    public static async Task<Webhook?> FindAsync(NpgsqlConnection connection, WebhookId id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {PostgresqlWebhookColumns.Webhook} FROM streaming.webhooks WHERE id = $1", connection);
        command.Parameters.Text(id.Value);
        return (await PostgresqlJobQueries.AllAsync(command, row => row.ReadWebhook(), cancellationToken)).FirstOrDefault();
    }

    public static async Task<IReadOnlyList<WebhookCursor>> CursorsAsync(
        NpgsqlConnection connection, WebhookId id, TopicName from, TopicName through, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"""
            SELECT {PostgresqlWebhookColumns.Cursor} FROM streaming.webhook_cursors
            WHERE webhook = $1 AND topic BETWEEN $2 AND $3 ORDER BY topic
            """, connection);
        command.Parameters.Text(id.Value).Text(from.Value).Text(through.Value);
        return await PostgresqlJobQueries.AllAsync(command, row => row.ReadCursor(), cancellationToken);
    }

    public static async Task<IReadOnlyList<WebhookCursor>> FailingAsync(
        NpgsqlConnection connection, WebhookId id, int limit, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"""
            SELECT {PostgresqlWebhookColumns.Cursor} FROM streaming.webhook_cursors
            WHERE webhook = $1 AND failures > 0 ORDER BY topic LIMIT $2
            """, connection);
        command.Parameters.Text(id.Value).Bigint(limit);
        return await PostgresqlJobQueries.AllAsync(command, row => row.ReadCursor(), cancellationToken);
    }

    public static async Task<IReadOnlyList<DeferredBatch>> DeferredAsync(
        NpgsqlConnection connection, WebhookId id, int limit, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"""
            SELECT {PostgresqlWebhookColumns.Deferred} FROM streaming.webhook_deferred WHERE webhook = $1 ORDER BY topic, "after" LIMIT $2
            """, connection);
        command.Parameters.Text(id.Value).Bigint(limit);
        return await PostgresqlJobQueries.AllAsync(command, row => row.ReadDeferred(), cancellationToken);
    }

    public static async Task<DeferredBatch?> FindDeferredAsync(
        NpgsqlConnection connection, WebhookId id, TopicName topic, long after, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"""
            SELECT {PostgresqlWebhookColumns.Deferred} FROM streaming.webhook_deferred WHERE webhook = $1 AND topic = $2 AND "after" = $3
            """, connection);
        command.Parameters.Text(id.Value).Text(topic.Value).Bigint(after);
        return (await PostgresqlJobQueries.AllAsync(command, row => row.ReadDeferred(), cancellationToken)).FirstOrDefault();
    }

    public static async Task<long> CountDeferredAsync(NpgsqlConnection connection, WebhookId id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT coalesce(sum(messages), 0)::bigint FROM streaming.webhook_deferred WHERE webhook = $1", connection);
        command.Parameters.Text(id.Value);
        return (long)(await command.ReadValueAsync(cancellationToken))!;
    }

    public static async Task<IReadOnlyList<WebhookDelivery>> DeliveriesAsync(
        NpgsqlConnection connection, WebhookId id, long below, int limit, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"""
            SELECT {PostgresqlWebhookColumns.Delivery} FROM streaming.webhook_deliveries
            WHERE webhook = $1 AND number < $2 ORDER BY number DESC LIMIT $3
            """, connection);
        command.Parameters.Text(id.Value).Bigint(below).Bigint(limit);
        return await PostgresqlJobQueries.AllAsync(command, row => row.ReadDelivery(), cancellationToken);
    }
}
