using Microsoft.Data.Sqlite;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Holds the prepared SQL statements for the firings of schedules (the times at which they were due), on the connection for writing. The
/// statements run inside a transaction that the caller has begun.
/// </summary>
internal sealed class SqliteFirings(SqliteConnection connection) : IDisposable
{
    // With CROSS JOIN, SQLite reads the few firings of the schedule (times at which it was due) first, and not the many jobs.
    private readonly SqliteStatement _findOpen = new(connection, """
        SELECT f.job FROM schedule_firings f CROSS JOIN jobs j ON j.id = f.job WHERE f.schedule = ?1 AND j.state < 2 LIMIT 1
        """);

    private readonly SqliteStatement _add = new(
        connection, "INSERT INTO schedule_firings (schedule, time, job, blocked_by) VALUES (?1, ?2, ?3, ?4)");

    private readonly SqliteStatement _deleteOld = new(connection, """
        DELETE FROM schedule_firings WHERE schedule = ?1
            AND number NOT IN (SELECT number FROM schedule_firings WHERE schedule = ?1 ORDER BY number DESC LIMIT ?2)
            AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.id = schedule_firings.job AND j.state < 2)
        """);

    private readonly SqliteStatement _delete = new(connection, "DELETE FROM schedule_firings WHERE schedule = ?1");

    /// <inheritdoc cref="IJobRows.FindOpenJob"/>
    public JobId? FindOpenJob(string schedule)
    {
        using var row = _findOpen.Bind(1, schedule).ReadRows();
        return _findOpen.Step() ? new JobId(_findOpen.Text(0)) : null;
    }

    /// <inheritdoc cref="IJobRows.AddFirings"/>
    public void Add(string schedule, IReadOnlyList<ScheduleFiring> firings)
    {
        foreach (var firing in firings)
            _add.Bind(1, schedule).Bind(2, SqliteTime.From(firing.Time)).Bind(3, firing.Job?.Value).Bind(4, firing.BlockedBy?.Value).Run();
        _deleteOld.Bind(1, schedule).Bind(2, ScheduleFiring.Kept).Run();
    }

    public void Delete(string schedule) => _delete.Bind(1, schedule).Run();

    /// <summary>
    /// Lists the last firings (times at which it was due) of a schedule, or of each schedule, on a connection for reading.
    /// </summary>
    public static IReadOnlyList<ScheduleFiring> List(SqliteConnection reading, string? schedule)
    {
        using var rows = new SqliteStatement(reading, """
            SELECT f.schedule, f.time, f.job, f.blocked_by, coalesce(f.outcome, j.state) FROM (
                SELECT *, row_number() OVER (PARTITION BY schedule ORDER BY number DESC) AS place FROM schedule_firings
                WHERE ?1 IS NULL OR schedule = ?1) f
            LEFT JOIN jobs j ON j.id = f.job WHERE f.place <= ?2 ORDER BY f.schedule, f.number DESC
            """);
        rows.Bind(1, schedule).Bind(2, ScheduleFiring.Kept);
        var firings = new List<ScheduleFiring>();
        while (rows.Step())
            firings.Add(new ScheduleFiring(rows.Text(0), SqliteTime.To(rows.Int64(1)))
            {
                Job = rows.IsNull(2) ? null : new JobId(rows.Text(2)),
                BlockedBy = rows.IsNull(3) ? null : new JobId(rows.Text(3)),
                Outcome = rows.IsNull(4) ? null : (JobState)rows.Int64(4),
            });
        return firings;
    }

    public void Dispose()
    {
        foreach (var statement in (SqliteStatement[])[_findOpen, _add, _deleteOld, _delete])
            statement.Dispose();
    }
}
