using System.Data;
using Npgsql;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Commits transactions, one after another, on its own connection and under its own number in the commit log (the table of all nodes'
/// commits). If the connection breaks during a commit, checks on a new connection whether the transaction was committed, and otherwise
/// commits it again. So the caller notices only a delay.
/// </summary>
internal sealed class PostgresqlWriter(
    PostgresqlDatabase database, PostgresqlAnnouncer announcer, TimeSpan retryFor, TimeProvider time,
    string schema = PostgresqlTopicTables.DurableSchema) : IAsyncDisposable
{
    private const int MaxStaleAttempts = 20;

    private static readonly TimeSpan s_betweenAttempts = TimeSpan.FromMilliseconds(100);

    // The time limit for the answer to a commit. After this time, the server may be unreachable or only slow. In the second case the commit
    // is still running, and the writer waits for its outcome.
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(15);

    private NpgsqlConnection? _connection;
    private int _number;
    private long _sequence = 1;
    private bool _isOutcomeUnknown;

    /// <summary>
    /// Commits a transaction, and returns its result. Do not call the method again before the returned task has completed.
    /// </summary>
    /// <param name="commit">The transaction to commit.</param>
    /// <param name="stopping">Cancels the wait for a database that cannot be reached. Does not cancel a commit that is running.</param>
    /// <exception cref="RefusalException">
    /// The database could not be reached within the time limit. If <see cref="RefusalException.IsOutcomeUnknown"/> is true, the transaction
    /// may be committed.
    /// </exception>
    /// <exception cref="PostgresException">The database rejected the transaction; nothing was stored.</exception>
    public async Task<T> CommitAsync<T>(IPostgresqlCommit<T> commit, CancellationToken stopping)
    {
        var started = time.GetTimestamp();
        var isSent = false;
        CommittedTopics? committed = null;
        for (int stale = 0, broken = 0; ;)
        {
            var isSending = false;
            try
            {
                var connection = await ConnectAsync(CancellationToken.None);
                if (_isOutcomeUnknown && await DetermineOutcomeAsync(connection, CancellationToken.None) is { } found && isSent)
                    committed = found;
                if (committed is not null)
                    return Announced(
                        commit, _sequence - 1, await commit.RecoverResultAsync(connection, committed, CancellationToken.None));
                isSent = false;
                await commit.PrepareAsync(connection, CancellationToken.None);
                if (!commit.IsNeeded)
                    return commit.Unchanged;
                isSent = isSending = _isOutcomeUnknown = true;
                var result = await SendAsync(connection, commit, CancellationToken.None);
                _isOutcomeUnknown = false;
                return Announced(commit, _sequence++, result);
            }
            catch (Exception e) when (PostgresqlFailure.IsConnectionError(e))
            {
                await DropAsync();
                // The idle connections of the pool have probably broken too. They are removed, so that the next attempt gets a new
                // connection.
                if (!PostgresqlFailure.IsPoolExhausted(e))
                    database.Source.Clear();
                if (time.GetElapsedTime(started) >= retryFor || stopping.IsCancellationRequested)
                    throw isSent ? UnknownOutcome(e) : PostgresqlFailure.ForWrite(e);
                // After the first failure, the next attempt follows without a pause: a new connection probably works.
                if (++broken > 1)
                    await Task.Delay(s_betweenAttempts, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (PostgresException e) when (isSending)
            {
                // The transaction was rolled back. The next transaction can therefore have the same number in the commit log (the table of
                // all nodes' commits).
                _isOutcomeUnknown = false;
                if (commit.IsStale(e) && ++stale < MaxStaleAttempts)
                    continue;
                await DropAsync();
                throw;
            }
            catch (Exception e)
            {
                // The connection may still have an open transaction, so it is closed.
                await DropAsync();
                if (isSent)
                    throw UnknownOutcome(e);
                throw;
            }
        }
    }

    public ValueTask DisposeAsync() => DropAsync();

    // The outcome of the commit is unknown. So the next commit uses a new writer number. This node reads the commits with the former writer
    // number in the same way as the commits of other nodes.
    private RefusalException UnknownOutcome(Exception exception)
    {
        database.AbandonWriter(_number);
        (_number, _sequence, _isOutcomeUnknown) = (0, 1, false);
        return PostgresqlFailure.ForUnknownOutcome(exception);
    }

    private T Announced<T>(IPostgresqlCommit<T> commit, long sequence, T result)
    {
        database.Contact.RecordAnswer();
        if (commit.Announce(new CommitNumber(_number, sequence), result) is { } announcement)
            announcer.Announce(schema, announcement);
        return result;
    }

    private async Task<T> SendAsync<T>(NpgsqlConnection connection, IPostgresqlCommit<T> commit, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = (int)s_timeout.TotalSeconds };
        commit.Build(batch, new CommitNumber(_number, _sequence));
        T result;
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            result = await commit.ReadAsync(reader, cancellationToken);
            // The commit is certain only when the whole response of the database has arrived.
            while (await reader.NextResultAsync(cancellationToken))
            {
                // The rest of the response contains nothing that is needed here.
            }
        }

        return result;
    }

    // Determines the outcome of a commit whose response was lost. Returns the row of the commit; null if the transaction was not committed.
    // Waits if the commit is still running. If the transaction was not committed, occupies the number of the commit, so that it can never
    // be committed later.
    private async Task<CommittedTopics?> DetermineOutcomeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT o_is_committed, o_topics, o_newest, o_times FROM {schema}.settle_v1($1, $2)", connection);
        command.Parameters.Add(Parameters.Integer(_number));
        command.Parameters.Add(Parameters.Bigint(_sequence));
        CommittedTopics? committed;
        await using (var row = await command.ExecuteReaderAsync(cancellationToken))
        {
            await row.ReadAsync(cancellationToken);
            committed = row.GetBoolean(0)
                ? new CommittedTopics(row.GetFieldValue<int[]>(1), row.GetFieldValue<long[]>(2), row.GetFieldValue<long[]>(3))
                : null;
            // The number is certainly occupied only when the whole response of the database has arrived.
            await row.ReadAsync(cancellationToken);
        }

        _sequence++;
        _isOutcomeUnknown = false;
        return committed;
    }

    private async ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_connection is { State: ConnectionState.Open } open)
            return open;
        await DropAsync();
        _connection = await database.Source.OpenConnectionAsync(cancellationToken);
        if (_number == 0)
            _number = await database.NewWriterAsync(cancellationToken);
        return _connection;
    }

    private async ValueTask DropAsync()
    {
        if (_connection is not { } connection)
            return;
        _connection = null;
        try
        {
            await connection.DisposeAsync();
        }
        catch (Exception e) when (PostgresqlFailure.IsDatabaseError(e))
        {
            // The connection was already broken, so an error when it is closed does not matter.
        }
    }
}
