using Microsoft.Extensions.Options;
using Npgsql;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Runs reads and single SQL statements on pooled connections. While the database is not reachable, repeats them for up to
/// <see cref="PostgresqlOptions.RetryFor"/>, so a statement must be harmless if it runs twice. The whole store never cancels a running
/// statement. Npgsql (the client library) would cancel by a blocking call, perhaps on an I/O thread of the sockets, and this thread would
/// then wait for itself. If a caller cancels, its call returns, and the statement ends later.
/// </summary>
internal sealed partial class PostgresqlRunner(
    PostgresqlDatabase database, IOptions<PostgresqlOptions> options, TimeProvider time, ILogger<PostgresqlRunner> logger)
{
    private static readonly TimeSpan s_betweenAttempts = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_checkTimeout = TimeSpan.FromSeconds(2);

    private Func<CancellationToken, Task>? _failed;

    /// <summary>Runs a read of the database, and repeats it while the database is not reachable.</summary>
    /// <exception cref="RefusalException">The database cannot be read.</exception>
    public async Task<T> ReadAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(read, options.Value.RetryFor, cancellationToken);
        }
        catch (Exception e) when (PostgresqlFailure.IsDatabaseError(e))
        {
            LogReadFailed(e);
            // Keeps the failed read, so that the health check of the server can repeat it. Until the read succeeds, the server reports
            // itself as not ready.
            Volatile.Write(ref _failed, token => RunAsync(read, TimeSpan.Zero, token));
            throw PostgresqlFailure.ForRead(e);
        }
    }

    /// <summary>
    /// Runs an SQL statement that changes rows, and repeats it while the database is not reachable. The statement may run twice.
    /// </summary>
    /// <exception cref="RefusalException">The database cannot be written.</exception>
    public async Task<T> WriteAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(write, options.Value.RetryFor, cancellationToken);
        }
        catch (Exception e) when (PostgresqlFailure.IsDatabaseError(e))
        {
            throw PostgresqlFailure.ForWrite(e);
        }
    }

    /// <summary>
    /// Checks, for the health check of the server, whether the database can be read and, on request, written. First repeats the last read
    /// that failed. Does not wait for a database that is not reachable.
    /// </summary>
    /// <exception cref="RefusalException">The database cannot be read or written.</exception>
    public async Task CheckAsync(bool isWriting, CancellationToken cancellationToken)
    {
        var failed = Volatile.Read(ref _failed);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(s_checkTimeout);
        try
        {
            if (failed is not null)
                await failed(limited.Token);
            Interlocked.CompareExchange(ref _failed, null, failed);
            const string Read = "SELECT seed FROM streaming.store";
            const string Write = "UPDATE streaming.store SET seed = seed RETURNING seed";
            await RunAsync(
                (connection, token) => ScalarAsync(connection, isWriting ? Write : Read, token), TimeSpan.Zero, limited.Token);
        }
        catch (Exception e) when (PostgresqlFailure.IsDatabaseError(e)
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw isWriting ? PostgresqlFailure.ForWrite(e) : PostgresqlFailure.ForRead(e);
        }
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ReadValueAsync(cancellationToken);
    }

    // Runs reads and statements on the thread pool, so that the few I/O threads of the sockets do not spend time on decoding rows.
    private Task<T> RunAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> run, TimeSpan retryFor, CancellationToken cancellationToken) =>
        ThreadPoolScheduler.Instance.RunAsync(() => RunRepeatedlyAsync(run, retryFor, cancellationToken)).WaitAsync(cancellationToken);

    private async Task<T> RunRepeatedlyAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> run, TimeSpan retryFor, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
                var result = await run(connection, CancellationToken.None);
                database.Contact.RecordAnswer();
                return result;
            }
            catch (Exception e) when (PostgresqlFailure.IsConnectionError(e)
                && (attempt == 1 || time.GetElapsedTime(started) < retryFor))
            {
                // The second attempt follows without a pause, because the first one may have failed only because its idle connection was
                // broken. The other idle connections are then broken too, and are removed from the pool.
                if (attempt == 1)
                {
                    if (!PostgresqlFailure.IsPoolExhausted(e))
                        database.Source.Clear();
                }
                else
                    await Task.Delay(s_betweenAttempts, time, cancellationToken);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Failed to read the database.")]
    private partial void LogReadFailed(Exception exception);
}
