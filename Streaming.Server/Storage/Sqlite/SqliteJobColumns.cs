using System.Text;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>Converts jobs and schedules to the columns of their SQLite tables, and rows of these tables to objects.</summary>
internal static class SqliteJobColumns
{
    /// <summary>The columns of the table <c>jobs</c> in the order in which <see cref="ReadJob"/> reads them.</summary>
    public const string Job =
        "id, type, state, priority, created, due, started, ended, attempt, attempts, time_limit, cancelling, token, lease, worker, " +
            "origin, fraction, text, owner, " + SqliteLinkColumns.Names;

    /// <summary>The number of columns in the list <see cref="Job"/>.</summary>
    public const int JobCount = FirstLink + SqliteLinkColumns.Count;

    private const int FirstLink = 19;

    /// <summary>The columns of the table <c>schedules</c> in the order in which <see cref="ReadSchedule"/> reads them.</summary>
    public const string Schedule =
        "name, cron, zone, type, arguments, priority, catch_up, paused, next, last, version, declaration, overlap, " +
        "attempts, time_limit";

    private const int Millionths = 1_000_000;

    public static Job ReadJob(this SqliteStatement row) => row.ReadLinks(ReadOwn(row), FirstLink);

    private static Job ReadOwn(SqliteStatement row) => new()
    {
        Id = new JobId(row.Text(0)),
        Type = row.Text(1),
        State = (JobState)row.Int64(2),
        Priority = (int)row.Int64(3),
        Created = SqliteTime.To(row.Int64(4)),
        Due = SqliteTime.To(row.Int64(5)),
        Started = Time(row, 6),
        Ended = Time(row, 7),
        Attempt = (int)row.Int64(8),
        Attempts = (int)row.Int64(9),
        TimeLimit = TimeSpan.FromMicroseconds(row.Int64(10)),
        IsCancelling = row.Int64(11) != 0,
        Token = row.Int64(12),
        Lease = Time(row, 13),
        Worker = Text(row, 14),
        Origin = Text(row, 15),
        Fraction = row.IsNull(16) ? null : (double)row.Int64(16) / Millionths,
        Text = Text(row, 17),
        Owner = Text(row, 18),
    };

    public static Schedule ReadSchedule(this SqliteStatement row) => new()
    {
        Name = row.Text(0),
        Cron = row.Text(1),
        Zone = row.Text(2),
        Type = row.Text(3),
        Arguments = row.Utf8(4).ToArray(),
        Priority = (int)row.Int64(5),
        CatchUp = (CatchUp)row.Int64(6),
        IsPaused = row.Int64(7) != 0,
        Next = Time(row, 8),
        Last = Time(row, 9),
        Version = row.Int64(10),
        Declaration = row.IsNull(11) ? null : JobJson.Read<ScheduleDeclaration>(row.Utf8(11)),
        AllowsOverlap = row.Int64(12) != 0,
        Attempts = row.IsNull(13) ? null : (int)row.Int64(13),
        TimeLimit = row.IsNull(14) ? null : TimeSpan.FromMicroseconds(row.Int64(14)),
    };

    /// <summary>
    /// Reads the trace context of the code that enqueued a job from two columns of a row; null if they are empty.
    /// </summary>
    /// <param name="row">The row that contains the columns.</param>
    /// <param name="at">The index of the column <c>traceparent</c>; the column <c>tracestate</c> follows it.</param>
    public static TraceContext? ReadTrace(this SqliteStatement row, int at) =>
        row.IsNull(at) ? null : new TraceContext(row.Text(at), Text(row, at + 1));

    /// <summary>Binds the columns of a schedule to the parameters of an SQL statement, in the order of <see cref="Schedule"/>.</summary>
    public static SqliteStatement BindSchedule(this SqliteStatement statement, Schedule schedule) => statement
        .Bind(1, schedule.Name).Bind(2, schedule.Cron).Bind(3, schedule.Zone).Bind(4, schedule.Type).Bind(5, schedule.Arguments)
        .Bind(6, schedule.Priority).Bind(7, (long)schedule.CatchUp).Bind(8, schedule.IsPaused ? 1 : 0).Bind(9, From(schedule.Next))
        .Bind(10, From(schedule.Last)).Bind(11, schedule.Version)
        .Bind(12, schedule.Declaration is { } declaration ? Encoding.UTF8.GetString(JobJson.Write(declaration)) : null)
        .Bind(13, schedule.AllowsOverlap ? 1 : 0).Bind(14, (long?)schedule.Attempts)
        .Bind(15, schedule.TimeLimit is { } limit ? (long)limit.TotalMicroseconds : null);

    public static long? From(DateTime? utc) => utc is { } time ? SqliteTime.From(time) : null;

    public static long? From(double? fraction) => fraction is { } given ? (long)Math.Round(given * Millionths) : null;

    /// <summary>Passes those values of a job that may change later to an SQL statement, as the parameters from ?2 on.</summary>
    public static SqliteStatement BindChanging(this SqliteStatement statement, Job job) => statement
        .Bind(2, (long)job.State).Bind(3, SqliteLinkColumns.DueOf(job)).Bind(4, From(job.Started)).Bind(5, From(job.Ended))
        .Bind(6, job.Attempt).Bind(7, job.IsCancelling ? 1 : 0).Bind(8, job.Token).Bind(9, From(job.Lease)).Bind(10, job.Worker)
        .Bind(11, From(job.Fraction)).Bind(12, job.Text);

    private static DateTime? Time(SqliteStatement row, int column) => row.IsNull(column) ? null : SqliteTime.To(row.Int64(column));

    private static string? Text(SqliteStatement row, int column) => row.IsNull(column) ? null : row.Text(column);
}
