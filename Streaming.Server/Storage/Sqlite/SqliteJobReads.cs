using Microsoft.Data.Sqlite;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Reads jobs from the SQLite file, on a connection for reading. Such reads are rare, so each read prepares its own SQL statement.
/// </summary>
internal static class SqliteJobReads
{
    public static JobDetails? Find(SqliteConnection connection, JobId id)
    {
        // The index of the column 'arguments'. This column and 'errors' follow the columns that every query of jobs reads.
        const int Arguments = SqliteJobColumns.JobCount;
        const int Errors = Arguments + 1;
        using var row = new SqliteStatement(connection, $"SELECT {SqliteJobColumns.Job}, arguments, errors FROM jobs WHERE id = ?1");
        if (!row.Bind(1, id.Value).Step())
            return null;
        var job = row.ReadJob();
        return new JobDetails(job, row.Utf8(Arguments).ToArray(), ReadErrors(row, Errors))
        {
            WaitsFor = job.Links.IsBlocked ? WaitsFor(connection, id) : [],
        };
    }

    public static IReadOnlyList<ChildRow> Children(SqliteConnection connection, JobId parent)
    {
        const int Name = SqliteJobColumns.JobCount;
        using var rows = new SqliteStatement(connection, $"""
            SELECT {SqliteJobColumns.Job}, name, settled, errors FROM jobs
            JOIN (SELECT "after" AS child, name, settled FROM job_links WHERE job = ?1 AND kind = {(int)JobLinkKind.Child}) ON child = id
            ORDER BY created, name
            """);
        rows.Bind(1, parent.Value);
        var children = new List<ChildRow>();
        while (rows.Step())
            children.Add(new ChildRow(rows.Text(Name), rows.Int64(Name + 1) == 0, rows.ReadJob(), ReadErrors(rows, Name + 2)));
        return children;
    }

    public static byte[]? Result(SqliteConnection connection, JobId id)
    {
        using var row = new SqliteStatement(connection, "SELECT result FROM jobs WHERE id = ?1 AND state = 2");
        return row.Bind(1, id.Value).Step() && !row.IsNull(0) ? row.Utf8(0).ToArray() : null;
    }

    public static IReadOnlyList<Job> List(SqliteConnection connection, JobFilter filter)
    {
        // The state of the jobs is part of the SQL text and not a parameter, so that SQLite uses the index of the jobs in that state.
        var state = filter.State is { } given ? $"state = {(int)given}" : "1";
        using var rows = new SqliteStatement(connection, $"""
            SELECT {SqliteJobColumns.Job} FROM jobs
            WHERE {state} AND (?1 IS NULL OR type = ?1) AND (?2 IS NULL OR created >= ?2) AND (?3 IS NULL OR created < ?3) AND (?4 IS NULL OR id < ?4)
                AND (?6 IS NULL OR owner = ?6)
            ORDER BY id DESC LIMIT ?5
            """);
        rows.Bind(1, filter.Type).Bind(2, SqliteJobColumns.From(filter.CreatedFrom)).Bind(3, SqliteJobColumns.From(filter.CreatedBefore))
            .Bind(4, filter.After?.Value).Bind(5, filter.Limit).Bind(6, filter.Owner);
        var jobs = new List<Job>();
        while (rows.Step())
            jobs.Add(rows.ReadJob());
        return jobs;
    }

    public static IReadOnlyList<Job> Running(SqliteConnection connection)
    {
        using var rows = new SqliteStatement(
            connection, $"SELECT {SqliteJobColumns.Job} FROM jobs INDEXED BY jobs_running WHERE state = 1");
        var jobs = new List<Job>();
        while (rows.Step())
            jobs.Add(rows.ReadJob());
        return jobs;
    }

    private static JobError[] ReadErrors(SqliteStatement row, int column) =>
        row.IsNull(column) ? [] : JobJson.Read<JobError[]>(row.Utf8(column));

    private static List<JobId> WaitsFor(SqliteConnection connection, JobId id)
    {
        using var rows = new SqliteStatement(
            connection, "SELECT DISTINCT \"after\" FROM job_links WHERE job = ?1 AND settled = 0 ORDER BY 1 LIMIT ?2");
        rows.Bind(1, id.Value).Bind(2, JobDetails.MaxWaitsFor);
        var jobs = new List<JobId>();
        while (rows.Step())
            jobs.Add(new JobId(rows.Text(0)));
        return jobs;
    }

    public static IReadOnlyList<Schedule> Schedules(SqliteConnection connection)
    {
        using var rows = new SqliteStatement(connection, $"SELECT {SqliteJobColumns.Schedule} FROM schedules ORDER BY name");
        var schedules = new List<Schedule>();
        while (rows.Step())
            schedules.Add(rows.ReadSchedule());
        return schedules;
    }
}
