using System.Text;
using Npgsql;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Converts jobs and schedules to the columns of their PostgreSQL tables, and the rows of these tables to objects.</summary>
internal static class PostgresqlJobColumns
{
    /// <summary>
    /// The columns of the table <c>jobs</c> (named <c>j</c> in the query) in the order in which <see cref="ReadJob"/> reads them.
    /// </summary>
    public const string Job =
        "j.id, j.type, j.state, j.priority, j.created, j.due, j.started, j.ended, j.attempt, j.attempts, j.time_limit, j.cancelling, " +
        "j.token, j.lease, j.worker, j.origin, j.owner, j.fraction, j.text, " + PostgresqlLinkColumns.Names;

    /// <summary>The number of columns of a job in the list <see cref="Job"/>.</summary>
    public const int JobCount = FirstLink + PostgresqlLinkColumns.Count;

    private const int FirstLink = 19;

    /// <summary>The columns of the table <c>schedules</c>.</summary>
    public const string Schedule = "name, cron, zone, type, arguments, priority, catch_up, paused, next, last, version, declaration";

    /// <summary>The SQL query that reads schedules and their options, with the columns that <see cref="ReadSchedule"/> expects.</summary>
    public const string SelectSchedules = $"SELECT {Schedule}, coalesce(overlap, false), attempts, time_limit " +
        "FROM streaming.schedules LEFT JOIN streaming.schedule_options USING (name)";

    private const int Millionths = 1_000_000;

    /// <summary>Creates a job from a row of a query's result.</summary>
    /// <param name="row">The row that contains the columns of the job.</param>
    /// <param name="at">The index of the first column of the job in the row.</param>
    public static Job ReadJob(this NpgsqlDataReader row, int at = 0) => row.ReadLinks(ReadOwn(row, at), at + FirstLink);

    private static Job ReadOwn(NpgsqlDataReader row, int at) => new()
    {
        Id = new JobId(row.GetString(at)),
        Type = row.GetString(at + 1),
        State = (JobState)row.GetInt16(at + 2),
        Priority = row.GetInt16(at + 3),
        Created = PostgresqlTime.To(row.GetInt64(at + 4)),
        Due = PostgresqlTime.To(row.GetInt64(at + 5)),
        Started = row.TimeOrNull(at + 6),
        Ended = row.TimeOrNull(at + 7),
        Attempt = row.GetInt32(at + 8),
        Attempts = row.GetInt32(at + 9),
        TimeLimit = TimeSpan.FromMicroseconds(row.GetInt64(at + 10)),
        IsCancelling = row.GetBoolean(at + 11),
        Token = row.GetInt64(at + 12),
        Lease = row.TimeOrNull(at + 13),
        Worker = row.TextOrNull(at + 14),
        Origin = row.TextOrNull(at + 15),
        Owner = row.TextOrNull(at + 16),
        Fraction = row.IsDBNull(at + 17) ? null : (double)row.GetInt32(at + 17) / Millionths,
        Text = row.TextOrNull(at + 18),
    };

    public static Schedule ReadSchedule(this NpgsqlDataReader row) => new()
    {
        Name = row.GetString(0),
        Cron = row.GetString(1),
        Zone = row.GetString(2),
        Type = row.GetString(3),
        Arguments = row.GetFieldValue<byte[]>(4),
        Priority = row.GetInt16(5),
        CatchUp = (CatchUp)row.GetInt16(6),
        IsPaused = row.GetBoolean(7),
        Next = row.TimeOrNull(8),
        Last = row.TimeOrNull(9),
        Version = row.GetInt64(10),
        Declaration = row.IsDBNull(11) ? null : JobJson.Read<ScheduleDeclaration>(row.GetFieldValue<byte[]>(11)),
        AllowsOverlap = row.GetBoolean(12),
        Attempts = row.IsDBNull(13) ? null : row.GetInt32(13),
        TimeLimit = row.IsDBNull(14) ? null : TimeSpan.FromMicroseconds(row.GetInt64(14)),
    };

    /// <summary>
    /// Reads the trace context of the code that enqueued a job from two columns of a row; null if they are empty.
    /// </summary>
    /// <param name="row">The row that contains the columns.</param>
    /// <param name="at">The index of the column <c>traceparent</c>; the column <c>tracestate</c> follows it.</param>
    public static TraceContext? ReadTrace(this NpgsqlDataReader row, int at) =>
        row.IsDBNull(at) ? null : new TraceContext(row.GetString(at), row.TextOrNull(at + 1));

    /// <summary>Reads the errors of a job's attempts from a column, which stores one JSON object on each line.</summary>
    public static IReadOnlyList<JobError> ReadErrors(this NpgsqlDataReader row, int column) => row.IsDBNull(column)
        ? []
        : [.. Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(column)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JobJson.Read<JobError>(Encoding.UTF8.GetBytes(line)))];

    /// <summary>Returns the errors of a job's attempts as one JSON object on each line, or null if there are no errors.</summary>
    public static byte[]? From(IReadOnlyCollection<JobError> errors) =>
        errors.Count == 0 ? null : [.. errors.SelectMany(error => JobJson.Write(error).Append((byte)'\n'))];

    public static long? From(DateTime? utc) => utc is { } time ? PostgresqlTime.From(time) : null;

    public static int? From(double? fraction) => fraction is { } given ? (int)Math.Round(given * Millionths) : null;

    public static DateTime? TimeOrNull(this NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : PostgresqlTime.To(row.GetInt64(column));

    public static string? TextOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
