using Npgsql;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Writes the options of schedules: whether their jobs may overlap, and the limits of these jobs.</summary>
internal static class PostgresqlScheduleOptions
{
    private const string Save = """
        WITH saved AS (
            INSERT INTO streaming.schedule_options (name, overlap, attempts, time_limit)
            SELECT * FROM unnest($1, $2, $3, $4) ORDER BY 1
            ON CONFLICT (name) DO UPDATE
                SET overlap = excluded.overlap, attempts = excluded.attempts, time_limit = excluded.time_limit RETURNING 1)
        SELECT count(*) FROM saved
        """;

    private const string Delete = """
        WITH deleted AS (DELETE FROM streaming.schedule_options WHERE name = ANY ($1) RETURNING 1) SELECT count(*) FROM deleted
        """;

    /// <summary>
    /// Adds the SQL statements that write the options of the schedules that the batch has changed. Each statement returns one result.
    /// </summary>
    public static void Add(NpgsqlBatch commands, PostgresqlJobRows rows)
    {
        var changed = rows.Schedules.Where(pair => pair.Value.IsChanged).ToList();
        var deleted = changed.Where(pair => pair.Value.Schedule is null).Select(pair => pair.Key).ToList();
        if (deleted.Count > 0)
            commands.Add(Delete).Texts(deleted);
        var saved = changed.Select(pair => pair.Value.Schedule).OfType<Schedule>().ToList();
        if (saved.Count > 0)
            commands.Add(Save).Texts(saved.Select(each => each.Name)).Booleans(saved.Select(each => each.AllowsOverlap))
                .Integers(saved.Select(each => each.Attempts))
                .Bigints(saved.Select(each => (long?)each.TimeLimit?.TotalMicroseconds));
    }
}
