using Npgsql;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Writes the changes of a batch of the job queue to the database. Each SQL statement checks that its rows have not changed since they were
/// read. If a row has changed, the statement fails (serialization failure), and the whole batch is read and applied again.
/// </summary>
internal static class PostgresqlJobWrites
{
    private const string Update = """
        WITH changed AS (
            UPDATE streaming.jobs j SET version = j.version + 1, state = u.state, due = u.due, started = u.started, ended = u.ended,
                attempt = u.attempt, cancelling = u.cancelling, token = u.token, lease = u.lease, worker = u.worker, fraction = u.fraction,
                text = u.text, errors = CASE WHEN u.errors IS NULL THEN j.errors ELSE coalesce(j.errors, '') || u.errors END,
                result = coalesce(u.result, j.result)
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) u(id, version, state, due, started, ended,
                attempt, cancelling, token, lease, worker, fraction, text, errors, result)
            WHERE j.id = u.id AND j.version = u.version RETURNING 1)
        SELECT streaming.require_v1((SELECT count(*) FROM changed), $16)
        """;

    private const string Insert = """
        INSERT INTO streaming.jobs (id, version, type, state, priority, created, due, started, ended, attempt, attempts, time_limit,
            cancelling, token, lease, worker, origin, owner, fraction, text, arguments, traceparent, tracestate)
        SELECT u.id, 1, u.type, u.state, u.priority, u.created, u.due, u.started, u.ended, u.attempt, u.attempts, u.time_limit,
            u.cancelling, u.token, u.lease, u.worker, u.origin, u.owner, u.fraction, u.text, u.arguments,
            u.traceparent, u.tracestate
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22) u(id, type, state,
            priority, created, due, started, ended, attempt, attempts, time_limit, cancelling, token, lease, worker, origin, owner,
            fraction, text, arguments, traceparent, tracestate)
        """;

    private const string DeleteKeys = """
        WITH deleted AS (
            DELETE FROM streaming.job_keys k USING unnest($1, $2, $3) u(type, key, job)
            WHERE k.type = u.type AND k.key = u.key AND k.job = u.job RETURNING 1)
        SELECT streaming.require_v1((SELECT count(*) FROM deleted), $4)
        """;

    private const string InsertKeys = """
        WITH added AS (
            INSERT INTO streaming.job_keys (type, key, job, time, payload)
            SELECT u.type, u.key, u.job, u.time, u.payload FROM unnest($1, $2, $3, $4, $5) u(type, key, job, time, payload) ORDER BY 1, 2
            ON CONFLICT DO NOTHING RETURNING 1)
        SELECT streaming.require_v1((SELECT count(*) FROM added), $6)
        """;

    private const string DeleteSchedules = """
        WITH deleted AS (
            DELETE FROM streaming.schedules s USING unnest($1, $2) u(name, version)
            WHERE s.name = u.name AND s.version = u.version RETURNING 1)
        SELECT streaming.require_v1((SELECT count(*) FROM deleted), $3)
        """;

    private const string InsertSchedules = $"""
        WITH added AS (
            INSERT INTO streaming.schedules ({PostgresqlJobColumns.Schedule})
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ORDER BY 1
            ON CONFLICT DO NOTHING RETURNING 1)
        SELECT streaming.require_v1((SELECT count(*) FROM added), $13)
        """;

    /// <summary>Adds the SQL statements that write the changed rows to a batch of statements, which run inside a transaction.</summary>
    /// <returns>The number of results that the added statements return.</returns>
    public static int Add(NpgsqlBatch commands, PostgresqlJobRows rows)
    {
        var changed = rows.Jobs.Where(row => row is { IsNew: false, IsChanged: true })
            .OrderBy(row => row.Job.Id.Value, StringComparer.Ordinal).ToList();
        if (changed.Count > 0)
            AddUpdate(commands.Add(Update), changed);
        var added = rows.Jobs.Where(row => row.IsNew).ToList();
        if (added.Count > 0)
            AddInsert(commands.Add(Insert), added);
        var keys = rows.Keys.Where(key => key.IsChanged).ToList();
        if (keys.Count > 0)
            AddKeys(commands, keys);
        var schedules = rows.Schedules.Where(pair => pair.Value.IsChanged).ToList();
        if (schedules.Count > 0)
            AddSchedules(commands, schedules);
        PostgresqlScheduleOptions.Add(commands, rows);
        PostgresqlFirings.Add(commands, rows);
        // Each of these statements returns a result, except the statement that inserts jobs and the statements that change links between
        // jobs (one job waits for another).
        var results = commands.BatchCommands.Count - (added.Count > 0 ? 1 : 0);
        PostgresqlJobLinkWrites.Add(commands, rows);
        return results;
    }

    private static void AddUpdate(NpgsqlParameterCollection parameters, List<PostgresqlJobRow> rows) => parameters
        .Texts(rows.Select(row => row.Job.Id.Value)).Integers(rows.Select(row => row.Version))
        .Smallints(rows.Select(row => (int)row.Job.State)).Bigints(rows.Select(row => PostgresqlLinkColumns.DueOf(row.Job)))
        .Bigints(rows.Select(row => PostgresqlJobColumns.From(row.Job.Started)))
        .Bigints(rows.Select(row => PostgresqlJobColumns.From(row.Job.Ended))).Integers(rows.Select(row => row.Job.Attempt))
        .Booleans(rows.Select(row => row.Job.IsCancelling)).Bigints(rows.Select(row => row.Job.Token))
        .Bigints(rows.Select(row => PostgresqlJobColumns.From(row.Job.Lease))).Texts(rows.Select(row => row.Job.Worker))
        .Integers(rows.Select(row => PostgresqlJobColumns.From(row.Job.Fraction)))
        .Texts(rows.Select(row => PostgresqlText.Of(row.Job.Text))).Byteas(rows.Select(row => PostgresqlJobColumns.From(row.Errors)))
        .Byteas(rows.Select(row => row.Result)).Bigint(rows.Count);

    private static void AddInsert(NpgsqlParameterCollection parameters, List<PostgresqlJobRow> rows) => parameters
        .Texts(rows.Select(row => row.Job.Id.Value)).Texts(rows.Select(row => row.Job.Type))
        .Smallints(rows.Select(row => (int)row.Job.State)).Smallints(rows.Select(row => row.Job.Priority))
        .Bigints(rows.Select(row => PostgresqlTime.From(row.Job.Created))).Bigints(rows.Select(row => PostgresqlLinkColumns.DueOf(row.Job)))
        .Bigints(rows.Select(row => PostgresqlJobColumns.From(row.Job.Started)))
        .Bigints(rows.Select(row => PostgresqlJobColumns.From(row.Job.Ended))).Integers(rows.Select(row => row.Job.Attempt))
        .Integers(rows.Select(row => row.Job.Attempts)).Bigints(rows.Select(row => (long)row.Job.TimeLimit.TotalMicroseconds))
        .Booleans(rows.Select(row => row.Job.IsCancelling)).Bigints(rows.Select(row => row.Job.Token))
        .Bigints(rows.Select(row => PostgresqlJobColumns.From(row.Job.Lease))).Texts(rows.Select(row => row.Job.Worker))
        .Texts(rows.Select(row => PostgresqlText.Of(row.Job.Origin))).Texts(rows.Select(row => PostgresqlText.Of(row.Job.Owner)))
        .Integers(rows.Select(row => PostgresqlJobColumns.From(row.Job.Fraction)))
        .Texts(rows.Select(row => PostgresqlText.Of(row.Job.Text))).Byteas(rows.Select(row => row.Arguments))
        .Texts(rows.Select(row => row.Trace?.Parent)).Texts(rows.Select(row => row.Trace?.State));

    private static void AddKeys(NpgsqlBatch commands, List<PostgresqlJobKeyRow> keys)
    {
        var before = keys.Where(key => key.JobBefore is not null).OrderBy(key => key.Type, StringComparer.Ordinal)
            .ThenBy(key => key.Key, StringComparer.Ordinal).ToList();
        if (before.Count > 0)
            commands.Add(DeleteKeys).Texts(before.Select(key => key.Type)).Texts(before.Select(key => key.Key))
                .Texts(before.Select(key => key.JobBefore)).Bigint(before.Count);
        commands.Add(InsertKeys).Texts(keys.Select(key => key.Type)).Texts(keys.Select(key => key.Key))
            .Texts(keys.Select(key => key.Stored!.Value.Job.Value)).Bigints(keys.Select(key => PostgresqlTime.From(key.Time)))
            .Byteas(keys.Select(key => key.Stored!.Value.Payload)).Bigint(keys.Count);
    }

    private static void AddSchedules(NpgsqlBatch commands, List<KeyValuePair<string, PostgresqlScheduleRow>> rows)
    {
        var before = rows.Where(row => row.Value.VersionBefore is not null).OrderBy(row => row.Key, StringComparer.Ordinal).ToList();
        if (before.Count > 0)
            commands.Add(DeleteSchedules).Texts(before.Select(row => row.Key))
                .Bigints(before.Select(row => row.Value.VersionBefore!.Value)).Bigint(before.Count);
        var schedules = rows.Select(row => row.Value.Schedule).OfType<Schedule>().ToList();
        if (schedules.Count > 0)
            AddSchedules(commands.Add(InsertSchedules), schedules);
    }

    private static void AddSchedules(NpgsqlParameterCollection parameters, List<Schedule> schedules) => parameters
        .Texts(schedules.Select(each => each.Name)).Texts(schedules.Select(each => each.Cron)).Texts(schedules.Select(each => each.Zone))
        .Texts(schedules.Select(each => each.Type)).Byteas(schedules.Select(each => each.Arguments))
        .Smallints(schedules.Select(each => each.Priority)).Smallints(schedules.Select(each => (int)each.CatchUp))
        .Booleans(schedules.Select(each => each.IsPaused)).Bigints(schedules.Select(each => PostgresqlJobColumns.From(each.Next)))
        .Bigints(schedules.Select(each => PostgresqlJobColumns.From(each.Last))).Bigints(schedules.Select(each => each.Version))
        .Byteas(schedules.Select(each => each.Declaration is { } declaration ? JobJson.Write(declaration) : null)).Bigint(schedules.Count);
}
