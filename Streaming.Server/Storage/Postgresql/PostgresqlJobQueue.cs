using Microsoft.Extensions.Options;
using Npgsql;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Stores the job queue in a PostgreSQL database that several nodes share. A job and its events are stored in one transaction.
/// </summary>
internal sealed class PostgresqlJobQueue(
    PostgresqlDatabase database, PostgresqlAnnouncer announcer, PostgresqlClock clock, IOptions<PostgresqlOptions> options,
    TimeProvider time) : IJobQueue, IAsyncDisposable
{
    // The number of jobs that one SQL statement deletes. A deletion of more jobs takes several statements, and other writes run between
    // them.
    private const int DeleteStep = 200;

    // The time after which a worker looks for jobs again without an announcement: the announcement of another node may be lost, or a node
    // that had locked a job may have stopped.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _writing = new(1);
    private readonly PostgresqlWriter _writer = new(database, announcer, options.Value.RetryFor, time);

    public TimeSpan ClockOffset => clock.Offset;

    public TimeSpan? LongestWait => s_longestWait;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.StartAsync(cancellationToken);
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await clock.MeasureAsync(connection, cancellationToken);
    }

    public async ValueTask<JobBatchResult> WriteAsync(JobBatch batch, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            return await _writer.CommitAsync(new PostgresqlJobCommit(batch, database, clock), cancellationToken);
        }
        catch (PostgresException e)
        {
            throw PostgresqlFailure.ForWrite(e);
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _writing.Dispose();
    }

    public ValueTask<JobDetails?> FindAsync(JobId id, CancellationToken cancellationToken) =>
        ReadAsync(PostgresqlJobQueries.FindAsync(database.Source, id, CancellationToken.None), cancellationToken);

    public ValueTask<byte[]?> ReadResultAsync(JobId id, CancellationToken cancellationToken) =>
        ReadAsync(PostgresqlJobQueries.ReadResultAsync(database.Source, id, CancellationToken.None), cancellationToken);

    public ValueTask<IReadOnlyList<Job>> ListAsync(JobFilter filter, CancellationToken cancellationToken) =>
        ReadAsync(PostgresqlJobQueries.ListAsync(database.Source, filter, CancellationToken.None), cancellationToken);

    public ValueTask<JobCounts> CountAsync(DateTime now, CancellationToken cancellationToken) =>
        ReadAsync(PostgresqlJobQueries.CountAsync(database.Source, now, CancellationToken.None), cancellationToken);

    public ValueTask<IReadOnlyList<Schedule>> ListSchedulesAsync(CancellationToken cancellationToken) =>
        ReadAsync(PostgresqlJobQueries.ListSchedulesAsync(database.Source, CancellationToken.None), cancellationToken);

    public async ValueTask<int> DeleteOldAsync(DateTime endedBefore, DateTime keysBefore, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.Source.CreateCommand("SELECT streaming.delete_jobs_v1($1, $2, $3)");
            command.Parameters.Bigint(PostgresqlTime.From(endedBefore)).Bigint(PostgresqlTime.From(keysBefore)).Integer(DeleteStep);
            return (int)(await command.ExecuteScalarAsync(CancellationToken.None))!;
        }
        catch (Exception e) when (PostgresqlFailure.IsDatabaseError(e))
        {
            throw PostgresqlFailure.ForWrite(e);
        }
    }

    private static async ValueTask<T> ReadAsync<T>(Task<T> read, CancellationToken cancellationToken)
    {
        try
        {
            return await read.WaitAsync(cancellationToken);
        }
        catch (Exception e) when (PostgresqlFailure.IsDatabaseError(e))
        {
            throw PostgresqlFailure.ForRead(e);
        }
    }
}
