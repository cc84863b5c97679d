using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.DurableSubscriptions.Register;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Stores durable subscriptions (those of the Durable Streams protocol) in a PostgreSQL database that several nodes share. Each write is
/// one SQL statement, which changes rows only if they still have the expected version. So the statement may be repeated: the repetition
/// reports that the version has changed, and the caller reads the subscription again.
/// </summary>
internal sealed class PostgresqlDurableSubscriptionStore(PostgresqlRunner runner) : IDurableSubscriptionStore
{
    private const string Create = """
        WITH s AS (INSERT INTO streaming.durable_subscriptions (id, version, record) VALUES ($1, $2, $3)
            ON CONFLICT DO NOTHING RETURNING id)
        """;

    private const string Change = """
        WITH s AS (UPDATE streaming.durable_subscriptions SET version = $2, record = $3 WHERE id = $1 AND version = $2 - 1 RETURNING id)
        """;

    private const string Cursors = """
        , removed AS (DELETE FROM streaming.durable_cursors c USING s WHERE c.subscription = s.id AND c.topic = ANY ($4))
        , moved AS (
            INSERT INTO streaming.durable_cursors (subscription, topic, epoch, "offset")
            SELECT s.id, n.topic, nullif(n.epoch, ''), CASE WHEN n.epoch <> '' THEN n."offset" END
            FROM s CROSS JOIN unnest($5, $6, $7) AS n (topic, epoch, "offset")
            ON CONFLICT (subscription, topic) DO UPDATE SET epoch = excluded.epoch, "offset" = excluded."offset")
        SELECT count(*) FROM s
        """;

    private const string Remove = """
        WITH c AS (DELETE FROM streaming.durable_cursors WHERE subscription = $1)
            , s AS (DELETE FROM streaming.durable_subscriptions WHERE id = $1 RETURNING id)
        SELECT count(*) FROM s
        """;

    private const string Key = """
        WITH i AS (INSERT INTO streaming.durable_keys (id, secret) VALUES (1, $1) ON CONFLICT DO NOTHING RETURNING secret)
        SELECT secret FROM i UNION ALL SELECT secret FROM streaming.durable_keys LIMIT 1
        """;

    public async ValueTask<bool> WriteAsync(SubscriptionWrite write, CancellationToken cancellationToken)
    {
        var subscription = write.Subscription;
        return await runner.WriteAsync(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand((write.IsNew ? Create : Change) + Cursors, connection);
                command.Parameters.Text(subscription.Id).Bigint(subscription.Version).Bytea(SubscriptionJson.Write(subscription))
                    .Texts(write.Removed.Select(topic => topic.Value))
                    .Texts(write.Cursors.Select(cursor => cursor.Topic.Value))
                    .Texts(write.Cursors.Select(cursor => cursor.Acked?.Epoch ?? string.Empty))
                    .Bigints(write.Cursors.Select(cursor => cursor.Acked?.Offset ?? 0));
                return await command.ReadValueAsync(token) is 1L;
            },
            cancellationToken);
    }

    public async ValueTask<bool> DeleteAsync(string id, CancellationToken cancellationToken) => await runner.WriteAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(Remove, connection);
            command.Parameters.Text(id);
            return await command.ReadValueAsync(token) is 1L;
        },
        cancellationToken);

    public async ValueTask<byte[]> GetKeyAsync(byte[] candidate, CancellationToken cancellationToken)
    {
        // Two nodes may insert the same row at the same time. One of them then finds neither its own row nor that of the other node, and
        // must read again.
        byte[]? key = null;
        while (key is null)
            key = await runner.WriteAsync(
                async (connection, token) =>
                {
                    await using var command = new NpgsqlCommand(Key, connection);
                    command.Parameters.Bytea(candidate);
                    return await command.ReadValueAsync(token) as byte[];
                },
                cancellationToken);
        return key;
    }

    public async ValueTask<IReadOnlyList<DurableSubscription>> ListAsync(CancellationToken cancellationToken) => await runner.ReadAsync(
        (connection, token) => AllAsync(
            new NpgsqlCommand("SELECT record FROM streaming.durable_subscriptions ORDER BY id", connection), ReadRecord, token),
        cancellationToken);

    public async ValueTask<DurableSubscription?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var found = await runner.ReadAsync(
            (connection, token) =>
            {
                var command = new NpgsqlCommand("SELECT record FROM streaming.durable_subscriptions WHERE id = $1", connection);
                command.Parameters.Text(id);
                return AllAsync(command, ReadRecord, token);
            },
            cancellationToken);
        return found is [var subscription, ..] ? subscription : null;
    }

    public async ValueTask<IReadOnlyList<StreamCursor>> ListCursorsAsync(string id, CancellationToken cancellationToken) =>
        await runner.ReadAsync(
            (connection, token) =>
            {
                var command = new NpgsqlCommand(
                    "SELECT topic, epoch, \"offset\" FROM streaming.durable_cursors WHERE subscription = $1 ORDER BY topic", connection);
                command.Parameters.Text(id);
                return AllAsync(command, ReadCursor, token);
            },
            cancellationToken);

    private static DurableSubscription ReadRecord(NpgsqlDataReader row) => SubscriptionJson.Read(row.GetFieldValue<byte[]>(0));

    private static StreamCursor ReadCursor(NpgsqlDataReader row) => new(
        new TopicName(row.GetString(0)), row.IsDBNull(1) ? null : new Position(row.GetString(1), row.GetInt64(2)));

    private static async Task<IReadOnlyList<T>> AllAsync<T>(
        NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using (command)
            return await PostgresqlJobQueries.AllAsync(command, read, cancellationToken);
    }
}
