using Npgsql;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Begins a transaction and reads all rows that a batch of changes of the job queue needs, with one message to the database. Locks only the
/// jobs that this worker may claim, and skips jobs that another transaction has locked, so that a claim waits for no other node. Other rows
/// are not locked: <see cref="PostgresqlJobWrites"/> checks later that they have not changed.
/// </summary>
internal static class PostgresqlJobReads
{
    // If a node stops responding in the middle of a transaction, PostgreSQL closes the connection after two seconds and releases the locks.
    // Until then, another node waits only if it changes one of the locked jobs.
    private const string Begin = """
        SELECT set_config('lock_timeout', '5s', true), set_config('idle_in_transaction_session_timeout', '2s', true)
        """;

    private const string Named = $"SELECT {PostgresqlJobColumns.Job}, j.version FROM streaming.jobs j WHERE j.id = ANY ($1)";

    private const string Keys = $"""
        SELECT k.type, k.key, k.job, k.time, k.payload, {PostgresqlJobColumns.Job}, j.version
        FROM unnest($1, $2) n(type, key) JOIN streaming.job_keys k ON k.type = n.type AND k.key = n.key
        LEFT JOIN streaming.jobs j ON j.id = k.job
        """;

    private const string Schedules = $"{PostgresqlJobColumns.SelectSchedules} WHERE name = ANY ($1)";

    private const string Expired = $"""
        SELECT {PostgresqlJobColumns.Job}, j.version FROM streaming.jobs j
        WHERE j.state = 1 AND j.lease < $1 AND j.id <> ALL ($2) ORDER BY j.lease LIMIT $3 FOR UPDATE SKIP LOCKED
        """;

    private const string Due = $"""
        SELECT c.o_priority, c.o_type, c.o_job IS NULL, c.o_next, {PostgresqlJobColumns.Job}, j.version
        FROM streaming.claim_v1($1, $2, $3, $4, $5, $6, $7) c LEFT JOIN streaming.jobs j ON j.id = c.o_job
        """;

    private const string NextExpiry = """
        SELECT min(j.lease) FROM streaming.jobs j WHERE j.state = 1 AND j.lease >= $1 AND j.id <> ALL ($2)
        """;

    /// <summary>Reads the rows to which a batch of changes of the job queue applies its rules.</summary>
    public static async Task<PostgresqlJobRows> ReadAsync(
        NpgsqlConnection connection, JobBatch batch, CancellationToken cancellationToken)
    {
        var names = JobBatchNames.Of(batch);
        await using var commands = new NpgsqlBatch(connection);
        commands.Add("BEGIN");
        commands.Add(Begin);
        if (names.Jobs.Count > 0)
            commands.Add(Named).Texts(names.Jobs);
        if (names.Keys.Count > 0)
            commands.Add(Keys).Texts(names.Keys.Select(key => key.Type)).Texts(names.Keys.Select(key => key.Key));
        if (names.Schedules.Count > 0)
            commands.Add(Schedules).Texts(names.Schedules);
        if (names.FiredSchedules.Count > 0)
            commands.Add(PostgresqlFirings.Open).Texts(names.FiredSchedules);
        if (batch.Claim is { } claim)
            AddClaim(commands, claim, PostgresqlTime.From(batch.Now), names.Jobs);
        await using var rows = await commands.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(rows, names, batch.Claim, cancellationToken);
    }

    /// <summary>Reads a job and the version of its row from a row of a query's result.</summary>
    /// <param name="row">The row that contains the columns of the job.</param>
    /// <param name="at">The index of the first column of the job in the row.</param>
    public static PostgresqlJobRow ReadRow(NpgsqlDataReader row, int at) =>
        new(row.ReadJob(at), row.GetInt32(at + PostgresqlJobColumns.JobCount));

    private static void AddClaim(NpgsqlBatch commands, JobClaim claim, long now, IReadOnlySet<string> named)
    {
        commands.Add(PostgresqlJobRequests.Take);
        commands.Add(Expired).Bigint(now).Texts(named).Bigint(JobTransaction.MaxExpired);
        var types = claim.SlotGroups.SelectMany((group, index) => group.Types.Select(type => (Type: type, Group: index + 1))).ToList();
        commands.Add(Due).Bigint(now).Smallint(claim.Lowest).Smallint(claim.Highest).Texts(types.Select(type => type.Type))
            .Integers(types.Select(type => type.Group)).Integers(claim.SlotGroups.Select(group => group.FreeSlots)).Texts(named);
        commands.Add(NextExpiry).Bigint(now).Texts(named);
    }

    private static async Task<PostgresqlJobRows> ReadAsync(
        NpgsqlDataReader results, JobBatchNames names, JobClaim? claim, CancellationToken cancellationToken)
    {
        var rows = new PostgresqlJobRows(names);
        // The reader is at the result of the statement that sets the time limits, the first one with columns. The following results contain
        // the rows that the batch needs.
        if (names.Jobs.Count > 0)
            await results.EachAsync(row => rows.Add(ReadRow(row, 0)), cancellationToken);
        if (names.Keys.Count > 0)
            await results.EachAsync(row => ReadKey(row, rows), cancellationToken);
        if (names.Schedules.Count > 0)
            await results.EachAsync(row => rows.Add(row.ReadSchedule()), cancellationToken);
        if (names.FiredSchedules.Count > 0)
            await results.EachAsync(row => rows.AddOpenJob(row.GetString(0), new JobId(row.GetString(1))), cancellationToken);
        if (claim is null)
            return rows;
        await results.EachAsync(row => rows.Requests.Add(PostgresqlJobRequests.Read(row, rows)), cancellationToken);
        await results.EachAsync(row => rows.Add(ReadRow(row, 0)), cancellationToken);
        var taken = new int[claim.SlotGroups.Count];
        await results.EachAsync(row => ReadDue(row, rows, claim, taken), cancellationToken);
        await results.EachAsync(row => rows.SetNextExpiry(row.TimeOrNull(0)), cancellationToken);
        rows.MayHaveMore = taken.Where((count, group) => count > 0 && count >= claim.SlotGroups[group].FreeSlots).Any();
        return rows;
    }

    private static void ReadKey(NpgsqlDataReader row, PostgresqlJobRows rows)
    {
        const int Job = 5;
        if (!row.IsDBNull(Job))
            rows.Add(ReadRow(row, Job));
        rows.Add(new PostgresqlJobKeyRow(row.GetString(0), row.GetString(1))
        {
            JobBefore = row.GetString(2),
            Stored = new StoredJobKey(new JobId(row.GetString(2)), row.IsDBNull(4) ? null : row.GetFieldValue<byte[]>(4)),
            Time = PostgresqlTime.To(row.GetInt64(3)),
        });
    }

    private static void ReadDue(NpgsqlDataReader row, PostgresqlJobRows rows, JobClaim claim, int[] taken)
    {
        const int Job = 4;
        var key = new QueueKey(row.GetInt16(0), row.GetString(1));
        if (row.GetBoolean(2))
        {
            rows.Add(key, row.TimeOrNull(3));
            return;
        }

        // A job that was added after the SQL statement began may be among the locked jobs, but the statement cannot read its row. Such a
        // job is skipped.
        if (!row.IsDBNull(Job))
            rows.Add(ReadRow(row, Job));
        for (var group = 0; group < taken.Length; group++)
        {
            if (claim.SlotGroups[group].Types.Contains(key.Type))
            {
                taken[group]++;
                return;
            }
        }
    }
}
