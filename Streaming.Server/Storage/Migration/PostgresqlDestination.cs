using Npgsql;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Storage.Postgresql;

namespace Streaming.Server.Storage.Migration;

/// <summary>
/// Writes all rows of a migration into the PostgreSQL database in one transaction, so that an aborted migration leaves the database
/// unchanged.
/// </summary>
internal sealed class PostgresqlDestination : IAsyncDisposable
{
    // The migration empties all tables of the schema except these two. The tables of nodes and of room members are emptied too, because
    // their rows contain ids of topics that no longer exist.
    private const string Emptied = """
        SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') FROM pg_tables
        WHERE schemaname = 'streaming' AND tablename NOT IN ('store', 'schema_versions')
        """;

    private readonly string _connectionString;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private PostgresqlDestination(string connectionString, NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (_connectionString, _connection, _transaction) = (connectionString, connection, transaction);

    /// <summary>
    /// Connects to the database and locks its tables. A server process that starts during the migration waits until the migration has
    /// ended.
    /// </summary>
    /// <param name="settings">The connection string of the database.</param>
    /// <param name="isReplacing">True if the existing rows of the database are deleted; false if a database that has rows is
    /// refused.</param>
    /// <param name="cancellationToken">Cancels the wait for the database.</param>
    /// <exception cref="StartException">
    /// A server uses the database, or the database has rows that must not be deleted (<paramref name="isReplacing"/> is false).
    /// </exception>
    public static async Task<PostgresqlDestination> OpenAsync(
        NpgsqlConnectionStringBuilder settings, bool isReplacing, CancellationToken cancellationToken)
    {
        var own = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false, MaxAutoPrepare = 0, CommandTimeout = 0 };
        var connection = new NpgsqlConnection(own.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            var destination = new PostgresqlDestination(
                own.ConnectionString, connection, await connection.BeginTransactionAsync(cancellationToken));
            await destination.PrepareAsync(settings.Database, isReplacing, cancellationToken);
            return destination;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            await connection.DisposeAsync();
            throw InUse(settings.Database);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a COPY command, which loads rows into a table.</summary>
    /// <param name="table">The name of the table.</param>
    /// <param name="columns">The names of the columns, separated by commas, in the order in which the values are written.</param>
    /// <param name="cancellationToken">Cancels the start of the command.</param>
    // The option FREEZE is allowed here, because this transaction has emptied the table. The option marks the rows as visible to all
    // transactions, so that PostgreSQL need not write them again later.
    public Task<NpgsqlBinaryImporter> CopyAsync(string table, string columns, CancellationToken cancellationToken) =>
        _connection.BeginBinaryImportAsync($"COPY streaming.{table} ({columns}) FROM STDIN (FORMAT binary, FREEZE)", cancellationToken);

    /// <summary>
    /// Completes the migration and commits. Stores the seed from which the epochs (ids of lifetimes) of topics are calculated, so that the
    /// epochs stay the same. Also sets the ids for the next new rows, and updates the statistics of PostgreSQL.
    /// </summary>
    /// <exception cref="StartException">
    /// The connection ended during the commit, and the database cannot be asked for its outcome.
    /// </exception>
    public async Task CommitAsync(string seed, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var store = new NpgsqlCommand(
            "UPDATE streaming.store SET seed = $1, generation = 1, timeline = streaming.server_v1()", _connection);
        store.Parameters.Add(new NpgsqlParameter<string> { TypedValue = seed });
        await store.ExecuteNonQueryAsync(cancellationToken);
        await RunAsync("""
            SELECT setval(pg_get_serial_sequence('streaming.topics', 'id'), (SELECT max(id) FROM streaming.topics)),
                setval(pg_get_serial_sequence('streaming.job_files', 'number'), (SELECT max(number) FROM streaming.job_files))
            """, cancellationToken);
        await RunAsync("ANALYZE streaming.topics, streaming.messages, streaming.jobs", cancellationToken);
        var transaction = await ReadAsync("SELECT pg_current_xact_id()::text", cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            // A commit that was sent cannot be cancelled.
            await _transaction.CommitAsync(CancellationToken.None);
        }
        catch (NpgsqlException e)
        {
            if (!await new CommitOutcome(_connectionString, (string)transaction, time).IsCommittedAsync(e, cancellationToken))
                throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task PrepareAsync(string? database, bool isReplacing, CancellationToken cancellationToken)
    {
        await RunAsync("SET LOCAL lock_timeout = '5s'; LOCK TABLE streaming.store, streaming.nodes IN ACCESS EXCLUSIVE MODE",
            cancellationToken);
        if (await IsTrueAsync("EXISTS (SELECT FROM streaming.nodes_v1('15 s') WHERE o_is_alive)", cancellationToken))
            throw InUse(database);
        if (!isReplacing && await IsTrueAsync("""
            EXISTS (SELECT FROM streaming.topics) OR EXISTS (SELECT FROM streaming.jobs) OR EXISTS (SELECT FROM streaming.schedules)
                OR EXISTS (SELECT FROM streaming.webhooks) OR EXISTS (SELECT FROM streaming.job_files)
                OR EXISTS (SELECT FROM streaming.job_requests)
            """, cancellationToken))
            throw new StartException($"The database '{database}' ({PostgresqlAddress.Key}) is not empty. Give an empty database, or add " +
                "--replace to delete its topics, jobs, schedules and webhooks; nothing was changed.");
        await RunAsync($"TRUNCATE {await ReadAsync(Emptied, cancellationToken)}", cancellationToken);
    }

    private static StartException InUse(string? database) => new(
        $"The database '{database}' ({PostgresqlAddress.Key}) is in use by a node. Stop all nodes and workers on the database, wait 15 " +
        "seconds if one was killed, and try again; nothing was changed.");

    private async Task<bool> IsTrueAsync(string condition, CancellationToken cancellationToken) =>
        (bool)await ReadAsync($"SELECT {condition}", cancellationToken);

    private async Task<object> ReadAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        return (await command.ReadValueAsync(cancellationToken))!;
    }

    private async Task RunAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
