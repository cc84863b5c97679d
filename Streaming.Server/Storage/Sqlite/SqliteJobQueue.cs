using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Stores the job queue in the SQLite file of the message log. Writes use the log's connection, so that a job and its events are stored in
/// one transaction.
/// </summary>
internal sealed class SqliteJobQueue(SqliteTopicLog log) : IJobQueue, IDisposable
{
    private SqliteJobRows? _rows;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask<JobBatchResult> WriteAsync(JobBatch batch, CancellationToken cancellationToken) =>
        ValueTask.FromResult(log.Transact(
            (connection, topics) => JobTransaction.Run(_rows ??= new SqliteJobRows(connection, topics), batch)));

    public async ValueTask<JobDetails?> FindAsync(JobId id, CancellationToken cancellationToken) =>
        await log.RunAsync(reader => SqliteJobReads.Find(reader.Connection, id), cancellationToken);

    public async ValueTask<byte[]?> ReadResultAsync(JobId id, CancellationToken cancellationToken) =>
        await log.RunAsync(reader => SqliteJobReads.Result(reader.Connection, id), cancellationToken);

    public async ValueTask<IReadOnlyList<ChildRow>> ListChildrenAsync(JobId parent, CancellationToken cancellationToken) =>
        await log.RunAsync(reader => SqliteJobReads.Children(reader.Connection, parent), cancellationToken);

    public async ValueTask<IReadOnlyList<Job>> ListAsync(JobFilter filter, CancellationToken cancellationToken) =>
        await log.RunAsync(reader => SqliteJobReads.List(reader.Connection, filter), cancellationToken);

    public async ValueTask<IReadOnlyList<Job>> ListRunningAsync(CancellationToken cancellationToken) =>
        await log.RunAsync(reader => SqliteJobReads.Running(reader.Connection), cancellationToken);

    public async ValueTask<JobCounts> CountAsync(DateTime now, CancellationToken cancellationToken) =>
        await log.Threads.RunAsync(reader => SqliteJobCounts.Of(reader.Connection, now), cancellationToken);

    public async ValueTask<JobStats> ReadStatsAsync(string? owner, DateTime now, CancellationToken cancellationToken) =>
        await log.RunAsync(reader => SqliteJobStats.Of(reader.Connection, owner, now), cancellationToken);

    public async ValueTask<IReadOnlyList<Schedule>> ListSchedulesAsync(CancellationToken cancellationToken) =>
        await log.RunAsync(reader => SqliteJobReads.Schedules(reader.Connection), cancellationToken);

    public async ValueTask<IReadOnlyList<ScheduleFiring>> ListFiringsAsync(string? schedule, CancellationToken cancellationToken) =>
        await log.RunAsync(reader => SqliteFirings.List(reader.Connection, schedule), cancellationToken);

    public async ValueTask<JobPauses> ReadPausesAsync(CancellationToken cancellationToken) => await log.RunAsync(
        reader =>
        {
            using var statement = new SqliteStatement(reader.Connection, SqlitePauses.Select);
            return SqlitePauses.Read(statement);
        },
        cancellationToken);

    public async ValueTask<IReadOnlyList<JobId>> DeleteOldAsync(
        JobCutoffs cutoffs, DateTime keysBefore, CancellationToken cancellationToken) =>
        await log.RunAsync(
            _ => log.TransactDelete((connection, _) => SqliteJobDeletion.Run(connection, cutoffs, keysBefore)), cancellationToken);

    public void Dispose() => _rows?.Dispose();
}
