using Microsoft.Data.Sqlite;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Stores the job queue in the SQLite file of the message log. Writes use the log's connection, so that a job and its events are stored in
/// one transaction.
/// </summary>
internal sealed class SqliteJobQueue(SqliteTopicLog log) : IJobQueue, IDisposable
{
    // The number of jobs that one transaction deletes. A deletion of more jobs takes several transactions, and other writes run between
    // them.
    private const int DeletionStep = 200;

    private SqliteJobRows? _rows;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask<JobBatchResult> WriteAsync(JobBatch batch, CancellationToken cancellationToken) =>
        ValueTask.FromResult(log.Transact(
            (connection, topics) => JobTransaction.Run(_rows ??= new SqliteJobRows(connection, topics), batch)));

    public async ValueTask<JobDetails?> FindAsync(JobId id, CancellationToken cancellationToken) =>
        await log.RunAsync(reader => SqliteJobReads.Find(reader.Connection, id), cancellationToken);

    public async ValueTask<byte[]?> ReadResultAsync(JobId id, CancellationToken cancellationToken) =>
        await log.RunAsync(reader => SqliteJobReads.Result(reader.Connection, id), cancellationToken);

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

    public async ValueTask<int> DeleteOldAsync(DateTime endedBefore, DateTime keysBefore, CancellationToken cancellationToken) =>
        await log.RunAsync(_ => log.TransactDelete((connection, _) => DeleteOld(connection, endedBefore, keysBefore)), cancellationToken);

    public void Dispose() => _rows?.Dispose();

    private static int DeleteOld(SqliteConnection connection, DateTime endedBefore, DateTime keysBefore)
    {
        Run(connection, "DELETE FROM job_keys WHERE time < ?1 AND job NOT IN (SELECT id FROM jobs WHERE state < 2)",
            SqliteTime.From(keysBefore));
        const string Old = "SELECT 'job:' || id FROM jobs WHERE state >= 2 AND ended < ?1 ORDER BY ended LIMIT ?2";
        var before = SqliteTime.From(endedBefore);
        // The highest transaction number may be stored only in rows of topics that the following statements delete. So this number is first
        // copied to the table 'store'. Otherwise a later transaction would get the same number.
        Run(connection, "UPDATE store SET moved = max(moved, (SELECT coalesce(max(moved), 0) FROM topics))");
        Run(connection, $"DELETE FROM messages WHERE topic IN (SELECT id FROM topics WHERE name IN ({Old}))", before, DeletionStep);
        Run(connection, $"DELETE FROM topics WHERE name IN ({Old})", before, DeletionStep);
        return Run(connection, "DELETE FROM jobs WHERE number IN (SELECT number FROM jobs WHERE state >= 2 AND ended < ?1 ORDER BY ended " +
            "LIMIT ?2) RETURNING 1", before, DeletionStep);
    }

    private static int Run(SqliteConnection connection, string sql, params ReadOnlySpan<long> values)
    {
        using var statement = new SqliteStatement(connection, sql);
        for (var i = 0; i < values.Length; i++)
            statement.Bind(i + 1, values[i]);
        var rows = 0;
        while (statement.Step())
            rows++;
        return rows;
    }
}
