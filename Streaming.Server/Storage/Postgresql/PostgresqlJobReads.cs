using Npgsql;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Begins a transaction and reads all rows that a batch of changes of the job queue needs, with one message to the database. Locks only the
/// jobs that this worker may claim, and skips jobs that another transaction has locked, so that a claim (a request for due jobs) waits for
/// no other node. Other rows are not locked: <see cref="PostgresqlJobWrites"/> checks later that they have not changed.
/// </summary>
internal static class PostgresqlJobReads
{
    /// <summary>The columns of two jobs. The job <c>j</c> is stored under a key, and waits for the end of the job <c>b</c>.</summary>
    public static readonly string HolderColumns =
        $"{PostgresqlJobColumns.Job}, j.version, {PostgresqlJobColumns.Job.Replace("j.", "b.", StringComparison.Ordinal)}, b.version";

    /// <summary>
    /// The SQL joins that find the two jobs of <see cref="HolderColumns"/> for a row of the table of keys, <c>k</c>: the job that is stored
    /// under the key, and the job for which it waits.
    /// </summary>
    public const string HolderJoins =
        "LEFT JOIN streaming.jobs j ON j.id = k.job LEFT JOIN streaming.jobs b ON b.id = j.behind";

    // If a node stops responding in the middle of a transaction, PostgreSQL closes the connection after two seconds and releases the locks.
    // Until then, another node waits only if it changes one of the locked jobs.
    private const string Begin = """
        SELECT set_config('lock_timeout', '5s', true), set_config('idle_in_transaction_session_timeout', '2s', true)
        """;

    private const string Named = $"SELECT {PostgresqlJobColumns.Job}, j.version FROM streaming.jobs j WHERE j.id = ANY ($1)";

    private static readonly string s_keys = $"""
        SELECT k.type, k.key, k.job, k.time, k.payload, {HolderColumns}
        FROM unnest($1, $2) n(type, key) JOIN streaming.job_keys k ON k.type = n.type AND k.key = n.key {HolderJoins}
        """;

    private static readonly string s_retriedKeys = $"""
        SELECT k.type, k.key, k.job, k.time, k.payload, {HolderColumns}
        FROM streaming.jobs r JOIN streaming.job_keys k ON k.type = r.type AND k.key = 'single ' || r.key {HolderJoins}
        WHERE r.id = ANY ($1)
        """;

    private const string Schedules = $"{PostgresqlJobColumns.SelectSchedules} WHERE name = ANY ($1)";

    private const string Expired = $"""
        SELECT {PostgresqlJobColumns.Job}, j.version FROM streaming.jobs j
        WHERE j.state = 1 AND j.lease < $1 AND j.id <> ALL ($2) ORDER BY j.lease LIMIT $3 FOR UPDATE SKIP LOCKED
        """;

    private const string Due = $"""
        SELECT c.o_kind, c.o_priority, c.o_type, c.o_first, c.o_next, c.o_running, c.o_starts, {PostgresqlJobColumns.Job}, j.version
        FROM streaming.claim_v2($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) c LEFT JOIN streaming.jobs j ON j.id = c.o_job
        """;

    private const string NextExpiry = $"""
        SELECT min(j.lease), {PostgresqlJobLinkReads.HasUnsettled} FROM streaming.jobs j
        WHERE j.state = 1 AND j.lease >= $1 AND j.id <> ALL ($2)
        """;

    /// <summary>Reads the rows to which a batch of changes of the job queue applies its rules.</summary>
    /// <param name="connection">The connection on which the transaction begins.</param>
    /// <param name="batch">The batch of changes.</param>
    /// <param name="scan">The object that decides which part of the queue is read for the claim (the request for due jobs) of the
    /// batch.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public static async Task<PostgresqlJobRows> ReadAsync(
        NpgsqlConnection connection, JobBatch batch, PostgresqlQueueScan scan, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var isFull = scan.IsFullAt(batch.Now);
        var names = JobBatchNames.Of(batch);
        await using var commands = new NpgsqlBatch(connection);
        commands.Add("BEGIN");
        commands.Add(Begin);
        if (names.Jobs.Count > 0)
            commands.Add(Named).Texts(names.Jobs);
        if (names.Keys.Count > 0)
            commands.Add(s_keys).Texts(names.Keys.Select(key => key.Type)).Texts(names.Keys.Select(key => key.Key));
        if (names.Retried.Count > 0)
            commands.Add(s_retriedKeys).Texts(names.Retried);
        if (names.Schedules.Count > 0)
            commands.Add(Schedules).Texts(names.Schedules);
        if (names.FiredSchedules.Count > 0)
            commands.Add(PostgresqlFirings.Open).Texts(names.FiredSchedules);
        if (batch.Claim is { } claim)
            AddClaim(commands, claim, PostgresqlTime.From(batch.Now), names.Jobs, isFull ? null : scan.KeysOf(claim));
        var rows = await ReadAsync(commands, names, batch.Claim, isFull, cancellationToken);
        if (batch.Claim is null)
            return rows;
        scan.Learn(batch.Claim, rows.FirstDue, rows.ReadPauses(), batch.Now);
        if (isFull)
            scan.CompleteFull(batch.Now, TimeProvider.System.GetElapsedTime(started));
        else
            rows.SetNextExpiry(scan.NextFull);
        if (rows.LinkRows.HasUnsettled || scan.MayHaveUnsettled)
            await PostgresqlJobLinkReads.ReadAsync(connection, rows, cancellationToken);
        return rows;
    }

    /// <summary>Reads a job and the version of its row from a row of a query's result.</summary>
    /// <param name="row">The row that contains the columns of the job.</param>
    /// <param name="at">The index of the first column of the job in the row.</param>
    public static PostgresqlJobRow ReadRow(NpgsqlDataReader row, int at) =>
        new(row.ReadJob(at), row.GetInt32(at + PostgresqlJobColumns.JobCount));

    private static void AddClaim(
        NpgsqlBatch commands, JobClaim claim, long now, IReadOnlySet<string> named, List<KeyValuePair<QueueKey, DateTime>>? keys)
    {
        commands.Add(PostgresqlJobRequests.Take);
        commands.Add(PostgresqlPauses.Select);
        var types = claim.SlotGroups.SelectMany((group, index) => group.Types.Select(type => (Type: type, Group: index + 1))).ToList();
        var bounds = types.ConvertAll(type => claim.Bounds.GetValueOrDefault(type.Type));
        commands.Add(Due).Bigint(now).Smallint(claim.Lowest).Smallint(claim.Highest).Texts(types.Select(type => type.Type))
            .Integers(types.Select(type => type.Group)).Integers(bounds.Select(each => each?.FreeHere))
            .Integers(bounds.Select(each => each?.Concurrency)).Integers(bounds.Select(each => each?.Rate?.Count))
            .Bigints(bounds.Select(each => (long?)each?.Rate?.Period.TotalMicroseconds))
            .Integers(claim.SlotGroups.Select(group => group.FreeSlots)).Texts(named)
            .Smallints(keys?.Select(key => key.Key.Priority)).Texts(keys?.Select(key => key.Key.Type) ?? [])
            .Bigints(keys?.Select(key => PostgresqlTime.From(key.Value)) ?? []);
        if (keys is not null)
            return;
        commands.Add(Expired).Bigint(now).Texts(named).Bigint(JobTransaction.MaxExpired);
        commands.Add(NextExpiry).Bigint(now).Texts(named);
    }

    private static async Task<PostgresqlJobRows> ReadAsync(
        NpgsqlBatch commands, JobBatchNames names, JobClaim? claim, bool isFull, CancellationToken cancellationToken)
    {
        await using var results = await commands.ExecuteReaderAsync(cancellationToken);
        var rows = new PostgresqlJobRows(names);
        // The reader is at the first result that has columns: that of the statement which sets the time limits. The following results
        // contain the rows that the batch needs.
        if (names.Jobs.Count > 0)
            await results.EachAsync(row => rows.Add(ReadRow(row, 0)), cancellationToken);
        if (names.Keys.Count > 0)
            await results.EachAsync(row => ReadKey(row, rows), cancellationToken);
        if (names.Retried.Count > 0)
            await results.EachAsync(row => ReadKey(row, rows), cancellationToken);
        if (names.Schedules.Count > 0)
            await results.EachAsync(row => rows.Add(row.ReadSchedule()), cancellationToken);
        if (names.FiredSchedules.Count > 0)
            await results.EachAsync(row => rows.AddOpenJob(row.GetString(0), new JobId(row.GetString(1))), cancellationToken);
        if (claim is null)
            return rows;
        await results.EachAsync(row => rows.Requests.Add(PostgresqlJobRequests.Read(row, rows)), cancellationToken);
        await results.EachAsync(row => rows.Add(PostgresqlPauses.Read(row)), cancellationToken);
        var taken = new int[claim.SlotGroups.Count];
        await results.EachAsync(row => ReadDue(row, rows, claim, taken), cancellationToken);
        rows.MayHaveMore = taken.Where((count, group) => count > 0 && count >= claim.SlotGroups[group].FreeSlots).Any();
        if (!isFull)
            return rows;
        await results.EachAsync(row => rows.Add(ReadRow(row, 0)), cancellationToken);
        await results.EachAsync(
            row =>
            {
                rows.SetNextExpiry(row.TimeOrNull(0));
                rows.LinkRows.HasUnsettled = row.GetBoolean(1);
            },
            cancellationToken);
        return rows;
    }

    private static void ReadKey(NpgsqlDataReader row, PostgresqlJobRows rows)
    {
        const int Job = 5;
        ReadHolders(row, Job, rows);
        rows.Add(new PostgresqlJobKeyRow(row.GetString(0), row.GetString(1))
        {
            JobBefore = row.GetString(2),
            Stored = new StoredJobKey(new JobId(row.GetString(2)), row.IsDBNull(4) ? null : row.GetFieldValue<byte[]>(4)),
            Time = PostgresqlTime.To(row.GetInt64(3)),
        });
    }

    /// <summary>
    /// Reads two jobs from the columns <see cref="HolderColumns"/>: the job that is stored under a key, and the job for which it waits.
    /// </summary>
    public static void ReadHolders(NpgsqlDataReader row, int at, PostgresqlJobRows rows)
    {
        const int Behind = PostgresqlJobColumns.JobCount + 1;
        if (row.IsDBNull(at))
            return;
        var last = ReadRow(row, at);
        rows.Add(last);
        if (!row.IsDBNull(at + Behind))
            rows.Add(ReadRow(row, at + Behind));
        else if (last.Job.Links.Behind is { } missing)
            rows.AddMissing(missing);
    }

    private static void ReadDue(NpgsqlDataReader row, PostgresqlJobRows rows, JobClaim claim, int[] taken)
    {
        const int Key = 0;
        const int Use = 2;
        const int Job = 7;
        var key = new QueueKey(row.GetInt16(1), row.GetString(2));
        switch (row.GetInt16(0))
        {
            case Key:
                rows.Add(key, firstDue: row.TimeOrNull(3), nextDue: row.TimeOrNull(4));
                return;
            case Use:
                rows.AddUse(key.Type, row.GetInt32(5), row.GetFieldValue<byte[]>(6));
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
