using Microsoft.Data.Sqlite;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Holds prepared SQL statements on the connection for writing: for the pauses of the job queue, and for the running and recently started
/// jobs of job types.
/// </summary>
internal sealed class SqliteJobLimits(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement _pauses = new(connection, SqlitePauses.Select);
    private readonly SqliteStatement _savePause = new(
        connection, "INSERT OR REPLACE INTO job_pauses (type, lowest) VALUES (?1, ?2)");
    private readonly SqliteStatement _deletePause = new(connection, "DELETE FROM job_pauses WHERE type = ?1");

    // This statement reads every running job. It is fast, because there are never more running jobs than the workers can run at the same
    // time.
    private readonly SqliteStatement _running = new(connection, "SELECT count(*) FROM jobs WHERE state = 1 AND type = ?1");
    private readonly SqliteStatement _starts = new(connection, "SELECT starts FROM job_starts WHERE type = ?1");
    private readonly SqliteStatement _saveStarts = new(
        connection, "INSERT OR REPLACE INTO job_starts (type, starts) VALUES (?1, ?2)");

    public JobPauses ReadPauses() => SqlitePauses.Read(_pauses);

    public void SavePause(JobPause pause) => _savePause.Bind(1, pause.Type).Bind(2, pause.Lowest).Run();

    public void DeletePause(string type) => _deletePause.Bind(1, type).Run();

    public JobTypeUse FindUse(string type, JobTypeBounds bounds) => new(
        bounds.Concurrency is null ? 0 : (int)First(_running, type, row => row.Int64(0), 0L),
        bounds.Rate is null ? RecentStarts.Read([])
            : RecentStarts.Read(First(_starts, type, row => JobJson.Read<long[]>(row.Utf8(0)), [])));

    public void SaveStarts(string type, RecentStarts starts) =>
        _saveStarts.Bind(1, type).Bind(2, JobJson.Write(starts.Write())).Run();

    public void Dispose()
    {
        foreach (var statement in (SqliteStatement[])[_pauses, _savePause, _deletePause, _running, _starts, _saveStarts])
            statement.Dispose();
    }

    private static T First<T>(SqliteStatement statement, string type, Func<SqliteStatement, T> read, T missing)
    {
        using var rows = statement.Bind(1, type).ReadRows();
        return statement.Step() ? read(statement) : missing;
    }
}
