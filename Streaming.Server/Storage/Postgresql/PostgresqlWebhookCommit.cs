using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Commits a batch of changes of webhooks in one transaction. The transaction locks the rows of these webhooks, so that several nodes
/// change a webhook one after another. If a node stops responding, PostgreSQL closes its connection after 2 s and releases the locks.
/// </summary>
internal sealed class PostgresqlWebhookCommit(IReadOnlyList<WebhookChange> changes) : IPostgresqlCommit<IReadOnlyList<bool>>
{
    private const string Begin = """
        SELECT set_config('lock_timeout', '5s', true), set_config('idle_in_transaction_session_timeout', '2s', true)
        """;

    private const string Webhooks =
        $"SELECT {PostgresqlWebhookColumns.Webhook}, deliveries FROM streaming.webhooks WHERE id = ANY ($1) ORDER BY id FOR UPDATE";

    private const string Cursors = $"""
        SELECT c.webhook, {PostgresqlWebhookColumns.Cursor} FROM streaming.webhook_cursors c
        WHERE c.webhook = ANY ($3) OR (c.webhook, c.topic) IN (SELECT * FROM unnest($1, $2))
        """;

    private const string Deferred = $"""
        SELECT d.webhook, {PostgresqlWebhookColumns.Deferred} FROM streaming.webhook_deferred d
        WHERE (d.webhook, d.topic, d."after") IN (SELECT * FROM unnest($1, $2, $3))
        """;

    private const string Number = "INSERT INTO streaming.commits (writer, seq, topics, newest, times) VALUES ($1, $2, '{}', '{}', '{}')";

    private NpgsqlConnection? _open;
    private PostgresqlWebhookRows _rows = new();
    private bool[] _applied = [];

    public bool IsNeeded => _rows.Commands.Count > 0;

    public IReadOnlyList<bool> Unchanged => _applied;

    public async ValueTask PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // An earlier attempt failed and left its transaction open, so that transaction is rolled back first.
        if (ReferenceEquals(_open, connection))
            await RollbackAsync(connection, cancellationToken);
        _open = connection;
        _rows = await ReadAsync(connection, cancellationToken);
        _applied = [.. changes.Select(change => WebhookTransaction.Run(_rows, change))];
        if (!IsNeeded)
            await RollbackAsync(connection, cancellationToken);
    }

    public void Build(NpgsqlBatch commands, CommitNumber number)
    {
        foreach (var command in _rows.Commands)
            commands.BatchCommands.Add(command);
        commands.Add(Number).Integer(number.Writer).Bigint(number.Sequence);
        commands.Add("COMMIT");
    }

    public ValueTask<IReadOnlyList<bool>> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<bool>>(_applied);

    public IReadOnlyList<bool> RecoverResult(CommittedTopics committed) => _applied;

    public bool IsStale(PostgresException error) => error.SqlState is PostgresErrorCodes.DeadlockDetected;

    public CommitAnnouncement? Announce(CommitNumber number, IReadOnlyList<bool> result) => null;

    private async Task<PostgresqlWebhookRows> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var rows = new PostgresqlWebhookRows();
        var cursors = changes.OfType<MoveCursor>().ToList();
        var deferred = changes.OfType<UpdateDeferred>().ToList();
        await using var commands = new NpgsqlBatch(connection);
        commands.Add("BEGIN");
        commands.Add(Begin);
        commands.Add(Webhooks).Texts(changes.Select(IdOf).Distinct(StringComparer.Ordinal));
        commands.Add(Cursors).Texts(cursors.Select(move => move.Id.Value)).Texts(cursors.Select(move => move.Cursor.Topic.Value))
            .Texts(changes.OfType<SaveWebhook>().Select(save => save.Webhook.Id.Value));
        commands.Add(Deferred).Texts(deferred.Select(each => each.Id.Value)).Texts(deferred.Select(each => each.Topic.Value))
            .Bigints(deferred.Select(each => each.After));
        await using var results = await commands.ExecuteReaderAsync(cancellationToken);
        await results.EachAsync(row => rows.Add(row.ReadWebhook(), row.GetInt64(PostgresqlWebhookColumns.WebhookCount)), cancellationToken);
        await results.EachAsync(row => rows.Add(new WebhookId(row.GetString(0)), row.ReadCursor(1)), cancellationToken);
        await results.EachAsync(row => rows.Add(new WebhookId(row.GetString(0)), row.ReadDeferred(1)), cancellationToken);
        return rows;
    }

    private async Task RollbackAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("ROLLBACK", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        _open = null;
    }

    private static string IdOf(WebhookChange change) => change switch
    {
        SaveWebhook save => save.Webhook.Id.Value,
        DeleteWebhook delete => delete.Id.Value,
        MoveCursor move => move.Id.Value,
        AddDelivery add => add.Id.Value,
        UpdateDeferred update => update.Id.Value,
        _ => throw new NotSupportedException($"{change.GetType().Name} is not supported."),
    };
}
