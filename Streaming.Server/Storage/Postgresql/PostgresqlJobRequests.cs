using Npgsql;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Reads and writes the jobs that applications have enqueued in their own transactions. Such a job waits in a separate table until a worker
/// moves it to the queue.
/// </summary>
internal static class PostgresqlJobRequests
{
    private const string Columns =
        "id, type, priority, created, due, attempts, time_limit, origin, owner, arguments, key, payload, single, " +
        "traceparent, tracestate";

    private const int ColumnCount = 15;

    private const int MaxMoved = 500;

    /// <summary>
    /// The SQL statement that takes up to 500 waiting jobs of applications: it deletes and returns them. With each job it returns the
    /// idempotency key, and the job that was stored under this key before.
    /// </summary>
    public static readonly string Take = $"""
        WITH taken AS (
            DELETE FROM streaming.job_requests WHERE number IN (
                SELECT number FROM streaming.job_requests ORDER BY number LIMIT {MaxMoved} FOR UPDATE SKIP LOCKED) RETURNING *)
        SELECT {string.Join(", ", Columns.Split(", ").Select(column => $"r.{column}"))}, k.job, k.time, k.payload,
            {PostgresqlJobReads.HolderColumns}
        FROM taken r LEFT JOIN streaming.job_keys k ON k.type = r.type AND k.key = r.key {PostgresqlJobReads.HolderJoins}
        ORDER BY r.number
        """;

    /// <summary>
    /// Reads one row of the result of <see cref="Take"/>. Returns the waiting job, and adds its idempotency key and the job that was stored
    /// under this key to the rows of the batch.
    /// </summary>
    public static EnqueueJob Read(NpgsqlDataReader row, PostgresqlJobRows rows)
    {
        const int Key = ColumnCount;
        const int Job = Key + 3;
        var request = Read(row);
        if (row.IsDBNull(Key))
            return request;
        PostgresqlJobReads.ReadHolders(row, Job, rows);
        rows.Add(new PostgresqlJobKeyRow(request.Job.Type, KeyTextOf(request)!)
        {
            JobBefore = row.GetString(Key),
            Stored = new StoredJobKey(new JobId(row.GetString(Key)), row.IsDBNull(Key + 2) ? null : row.GetFieldValue<byte[]>(Key + 2)),
            Time = PostgresqlTime.To(row.GetInt64(Key + 1)),
        });
        return request;
    }

    /// <summary>Stores a job in the transaction of an application. After the commit, a worker moves the job to the queue.</summary>
    public static async Task AddAsync(NpgsqlTransaction transaction, EnqueueJob request, CancellationToken cancellationToken)
    {
        var job = request.Job;
        await using var command = new NpgsqlCommand(
            $"INSERT INTO streaming.job_requests ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
            transaction.Connection, transaction);
        command.Parameters.Text(job.Id.Value).Text(job.Type).Smallint(job.Priority).Bigint(PostgresqlTime.From(job.Created))
            .Bigint(PostgresqlTime.From(job.Due)).Integer(job.Attempts).Bigint((long)job.TimeLimit.TotalMicroseconds)
            .Text(PostgresqlText.Of(job.Origin)).Text(PostgresqlText.Of(job.Owner)).Bytea(request.Arguments)
            .Text(KeyTextOf(request)).Bytea(request.Key?.Payload).Boolean(request.Job.Key is not null)
            .Text(request.Trace?.Parent).Text(request.Trace?.State);
        // The statement is not cancelled while it runs, because Npgsql (the client library of PostgreSQL) would block the thread on which
        // the answer arrives.
        cancellationToken.ThrowIfCancellationRequested();
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    // Returns the only key that is stored with a request. If the request has a job key, this is the key that allows one job at a time;
    // otherwise it is the idempotency key.
    private static string? KeyTextOf(EnqueueJob request) =>
        request.Job.Key is { } key ? IdempotencyKey.ForSingleJob(key).Text : request.Key?.Text;

    private static EnqueueJob Read(NpgsqlDataReader row) => new(
        new Job
        {
            Id = new JobId(row.GetString(0)),
            Type = row.GetString(1),
            Priority = row.GetInt16(2),
            Created = PostgresqlTime.To(row.GetInt64(3)),
            Due = PostgresqlTime.To(row.GetInt64(4)),
            Attempts = row.GetInt32(5),
            TimeLimit = TimeSpan.FromMicroseconds(row.GetInt64(6)),
            Origin = row.TextOrNull(7),
            Owner = row.TextOrNull(8),
            Key = row.GetBoolean(12) ? IdempotencyKey.NameOfSingleJob(row.GetString(10)) : null,
        },
        row.GetFieldValue<byte[]>(9),
        row.IsDBNull(10) || row.GetBoolean(12) ? null
            : IdempotencyKey.OfStored(row.GetString(10), row.IsDBNull(11) ? null : row.GetFieldValue<byte[]>(11)))
    {
        WhenKeyExists = WhenKeyExists.RunOnceMore,
        Trace = row.ReadTrace(13),
    };
}
