using Npgsql;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Reads and writes the last firings of schedules (the times at which they were due, with their jobs).</summary>
internal static class PostgresqlFirings
{
    /// <summary>
    /// The SQL statement that reads the jobs of schedules that have not ended. Its parameter is the list of the schedules' names.
    /// </summary>
    public const string Open = """
        SELECT f.schedule, f.job FROM streaming.schedule_firings f JOIN streaming.jobs j ON j.id = f.job
        WHERE f.schedule = ANY ($1) AND j.state < 2 ORDER BY f.number
        """;

    private const string Insert = "SELECT streaming.add_firings_v1($1, $2, $3, $4, $5)";

    private const string Delete = """
        WITH deleted AS (DELETE FROM streaming.schedule_firings WHERE schedule = ANY ($1) RETURNING 1) SELECT count(*) FROM deleted
        """;

    private const string ListSql = """
        SELECT f.schedule, f.time, f.job, f.blocked_by, coalesce(f.outcome, j.state) FROM (
            SELECT x.*, row_number() OVER (PARTITION BY x.schedule ORDER BY x.number DESC) AS place FROM streaming.schedule_firings x
            WHERE $1 IS NULL OR x.schedule = $1) f
        LEFT JOIN streaming.jobs j ON j.id = f.job WHERE f.place <= $2 ORDER BY f.schedule, f.number DESC
        """;

    /// <summary>
    /// Adds the SQL statements that write the firings of schedules (times at which they were due) that a batch of changes adds, and the
    /// statements that delete those of deleted schedules. Each statement returns one result.
    /// </summary>
    public static void Add(NpgsqlBatch commands, PostgresqlJobRows rows)
    {
        var deleted = rows.Schedules.Where(pair => pair.Value is { IsChanged: true, Schedule: null }).Select(pair => pair.Key).ToList();
        if (deleted.Count > 0)
            commands.Add(Delete).Texts(deleted);
        if (rows.Firings.Count > 0)
            commands.Add(Insert).Texts(rows.Firings.Select(each => each.Schedule))
                .Bigints(rows.Firings.Select(each => PostgresqlTime.From(each.Time))).Texts(rows.Firings.Select(each => each.Job?.Value))
                .Texts(rows.Firings.Select(each => each.BlockedBy?.Value)).Integer(ScheduleFiring.Kept);
    }

    /// <inheritdoc cref="IJobQueue.ListFiringsAsync"/>
    public static async Task<IReadOnlyList<ScheduleFiring>> ListAsync(
        NpgsqlConnection connection, string? schedule, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ListSql, connection);
        command.Parameters.Text(PostgresqlText.Of(schedule)).Integer(ScheduleFiring.Kept);
        return await PostgresqlJobQueries.AllAsync(command, Read, cancellationToken);
    }

    private static ScheduleFiring Read(NpgsqlDataReader row) => new(row.GetString(0), PostgresqlTime.To(row.GetInt64(1)))
    {
        Job = row.IsDBNull(2) ? null : new JobId(row.GetString(2)),
        BlockedBy = row.IsDBNull(3) ? null : new JobId(row.GetString(3)),
        Outcome = row.IsDBNull(4) ? null : (JobState)row.GetInt16(4),
    };
}
