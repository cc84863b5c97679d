using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Commits a batch of changes of webhooks in one transaction. The transaction locks the rows of these webhooks, so that several nodes
/// change a webhook one after another. If a node stops responding, PostgreSQL closes its connection after 2 s and releases the locks.
/// </summary>
internal sealed class PostgresqlWebhookCommit(IReadOnlyList<WebhookChange> changes) : IPostgresqlCommit<IReadOnlyList<WriteResult>>
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

    // Counts the failing topics and the deferred batches (refused messages that are sent again later), only of webhooks whose deliveries
    // fail. The count stops at 1,000, because one batch of changes can never remove so many failures.
    private const string Health = $"""
        SELECT {PostgresqlWebhookColumns.Health},
            (SELECT count(*) FROM (SELECT FROM streaming.webhook_cursors c WHERE c.webhook = h.webhook AND c.failures > 0 LIMIT 1000) x)
            + (SELECT count(*) FROM (SELECT FROM streaming.webhook_deferred d WHERE d.webhook = h.webhook LIMIT 1000) x)
        FROM streaming.webhook_health h WHERE h.webhook = ANY ($1)
        """;

    private const string Number = "INSERT INTO streaming.commits (writer, seq, topics, newest, times) VALUES ($1, $2, '{}', '{}', '{}')";

    private NpgsqlConnection? _open;
    private PostgresqlWebhookRows _rows = new();
    private WriteResult[] _applied = [];

    public bool IsNeeded => _rows.Statements.Count > 0;

    public IReadOnlyList<WriteResult> Unchanged => _applied;

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
        foreach (var command in _rows.Statements)
            commands.BatchCommands.Add(command);
        commands.Add(Number).Integer(number.Writer).Bigint(number.Sequence);
        commands.Add("COMMIT");
    }

    public ValueTask<IReadOnlyList<WriteResult>> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<WriteResult>>(_applied);

    public IReadOnlyList<WriteResult> RecoverResult(CommittedTopics committed) => _applied;

    public bool IsStale(PostgresException error) => error.SqlState is PostgresErrorCodes.DeadlockDetected;

    public CommitAnnouncement? Announce(CommitNumber number, IReadOnlyList<WriteResult> result) => null;

    private async Task<PostgresqlWebhookRows> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var rows = new PostgresqlWebhookRows();
        var (moves, updates) = (changes.OfType<MoveCursor>().ToList(), changes.OfType<UpdateDeferred>().ToList());
        var cursors = moves.Select(move => (move.Id, move.Cursor.Topic)).Concat(updates.Select(update => (update.Id, update.Topic)))
            .ToList();
        var deferred = updates.Select(update => (update.Id, update.Topic, update.After))
            .Concat(moves.SelectMany(move => move.Deferred.Select(batch => (move.Id, batch.Topic, batch.After)))).ToList();
        await using var commands = new NpgsqlBatch(connection);
        commands.Add("BEGIN");
        commands.Add(Begin);
        commands.Add(Webhooks).Texts(changes.Select(IdOf).Distinct(StringComparer.Ordinal));
        commands.Add(Cursors).Texts(cursors.Select(each => each.Id.Value)).Texts(cursors.Select(each => each.Topic.Value))
            .Texts(changes.OfType<SaveWebhook>().Select(save => save.Webhook.Id.Value));
        commands.Add(Deferred).Texts(deferred.Select(each => each.Id.Value)).Texts(deferred.Select(each => each.Topic.Value))
            .Bigints(deferred.Select(each => each.After));
        commands.Add(Health).Texts(changes.Select(IdOf).Distinct(StringComparer.Ordinal));
        await using var results = await commands.ExecuteReaderAsync(cancellationToken);
        await results.EachAsync(row => rows.Add(row.ReadWebhook(), row.GetInt64(PostgresqlWebhookColumns.WebhookCount)), cancellationToken);
        await results.EachAsync(row => rows.Add(new WebhookId(row.GetString(0)), row.ReadCursor(1)), cancellationToken);
        await results.EachAsync(row => rows.Add(new WebhookId(row.GetString(0)), row.ReadDeferred(1)), cancellationToken);
        await results.EachAsync(row => rows.Add(row.ReadHealth(), row.GetInt64(PostgresqlWebhookColumns.HealthCount)), cancellationToken);
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
