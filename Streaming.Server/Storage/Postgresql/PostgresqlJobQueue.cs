using Microsoft.Extensions.Options;
using Npgsql;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Stores the job queue in a PostgreSQL database that several nodes share. A job and its events are stored in one transaction.
/// </summary>
internal sealed class PostgresqlJobQueue(
    PostgresqlDatabase database, PostgresqlRunner runner, PostgresqlAnnouncer announcer,
    IOptions<PostgresqlOptions> options, TimeProvider time) : IJobQueue, IAsyncDisposable
{
    // The number of jobs that one SQL statement deletes. A deletion of more jobs takes several statements, and other writes run between
    // them.
    private const int DeleteStep = 200;

    // The time after which a worker searches for jobs even without an announcement. The announcement of another node may be lost, or a node
    // may have stopped while it had locked a job.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(1);

    private readonly PostgresqlQueueScan _scan = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly PostgresqlWriter _writer = new(database, announcer, options.Value.RetryFor, time);

    public TimeSpan? LongestWait => s_longestWait;

    public Task StartAsync(CancellationToken cancellationToken) => database.StartAsync(cancellationToken);

    public async ValueTask<JobBatchResult> WriteAsync(JobBatch batch, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            return await _writer.CommitAsync(new PostgresqlJobCommit(batch, database, _scan), cancellationToken);
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
        ReadAsync((connection, token) => PostgresqlJobQueries.FindAsync(connection, id, token), cancellationToken);

    public ValueTask<byte[]?> ReadResultAsync(JobId id, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => PostgresqlJobQueries.ReadResultAsync(connection, id, token), cancellationToken);

    public ValueTask<IReadOnlyList<ChildRow>> ListChildrenAsync(JobId parent, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => PostgresqlJobQueries.ListChildrenAsync(connection, parent, token), cancellationToken);

    public ValueTask<IReadOnlyList<Job>> ListAsync(JobFilter filter, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => PostgresqlJobQueries.ListAsync(connection, filter, token), cancellationToken);

    public ValueTask<IReadOnlyList<Job>> ListRunningAsync(CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => PostgresqlJobQueries.ListRunningAsync(connection, token), cancellationToken);

    public ValueTask<JobCounts> CountAsync(DateTime now, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => PostgresqlJobQueries.CountAsync(connection, now, token), cancellationToken);

    public ValueTask<JobStats> ReadStatsAsync(string? owner, DateTime now, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => PostgresqlJobStats.ReadAsync(connection, owner, now, token), cancellationToken);

    public ValueTask<IReadOnlyList<Schedule>> ListSchedulesAsync(CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => PostgresqlJobQueries.ListSchedulesAsync(connection, token), cancellationToken);

    public ValueTask<IReadOnlyList<ScheduleFiring>> ListFiringsAsync(string? schedule, CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => PostgresqlFirings.ListAsync(connection, schedule, token), cancellationToken);

    public ValueTask<JobPauses> ReadPausesAsync(CancellationToken cancellationToken) =>
        ReadAsync((connection, token) => PostgresqlPauses.ReadAllAsync(connection, token), cancellationToken);

    public async ValueTask<IReadOnlyList<JobId>> DeleteOldAsync(
        JobCutoffs cutoffs, DateTime keysBefore, CancellationToken cancellationToken) =>
        await runner.WriteAsync(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand("SELECT streaming.delete_jobs_v4($1, $2, $3, $4, $5)", connection);
                command.Parameters.Bigint(PostgresqlTime.From(cutoffs.Default)).Texts(cutoffs.ByType.Keys)
                    .Bigints(cutoffs.ByType.Values.Select(PostgresqlTime.From)).Bigint(PostgresqlTime.From(keysBefore))
                    .Integer(DeleteStep);
                return Array.ConvertAll((string[])(await command.ReadValueAsync(token))!, id => new JobId(id));
            },
            cancellationToken);

    private async ValueTask<T> ReadAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        await runner.ReadAsync(read, cancellationToken);
}
