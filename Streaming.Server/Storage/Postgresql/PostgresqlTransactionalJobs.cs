using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Enqueues jobs inside your own transaction on the server's PostgreSQL database: the commit stores both your rows (such as an order) and
/// the job, and a rollback discards both.
/// </summary>
/// <remarks>An open transaction delays neither publishes nor other jobs.</remarks>
public sealed class PostgresqlTransactionalJobs
{
    private const string FindKey = "SELECT job, payload FROM streaming.job_keys WHERE type = $1 AND key = $2 AND time >= $3";

    private readonly JobClient _jobs;
    private readonly JobClock _clock;
    private readonly PostgresqlDatabase _database;

    internal PostgresqlTransactionalJobs(JobClient jobs, JobClock clock, PostgresqlDatabase database) =>
        (_jobs, _clock, _database) = (jobs, clock, database);

    /// <summary>Opens a connection to the server's database, for your own tables in it. Dispose the connection after use.</summary>
    public ValueTask<NpgsqlConnection> OpenConnectionAsync(CancellationToken cancellationToken = default) =>
        _database.Source.OpenConnectionAsync(cancellationToken);

    /// <summary>
    /// Enqueues a job in a transaction. The job can start after the commit, within a second; until then it is not visible. A rollback
    /// discards the job.
    /// </summary>
    /// <param name="transaction">A transaction on a connection to the server's database.</param>
    /// <param name="type">The type of the job.</param>
    /// <param name="arguments">The arguments of the job.</param>
    /// <param name="options">The options of the job, or null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    /// <returns>
    /// The id of the new job, or of the earlier job with the same idempotency key. If several transactions use a key at the same time, only
    /// one of their jobs is enqueued.
    /// </returns>
    /// <exception cref="RefusalException">
    /// The type is unknown, the arguments are not valid, an option is out of its range, or the idempotency key was used for other
    /// arguments. Also thrown if the options contain <see cref="EnqueueOptions.After"/>, or a <see cref="EnqueueOptions.Key"/> with another
    /// rule than <see cref="WhenKeyExists.RunOnceMore"/>.
    /// </exception>
    public async Task<JobId> EnqueueAsync<TArguments>(
        NpgsqlTransaction transaction, string type, TArguments arguments, EnqueueOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var job = _jobs.Prepare(type, JobJson.Write(arguments), options);
        if (job.After.Count > 0 || job is { Job.Key: not null, WhenKeyExists: not WhenKeyExists.RunOnceMore })
            throw RefusalException.Invalid("A job in your own transaction on PostgreSQL cannot wait for other jobs: it is added to the " +
                "queue after the commit. Leave out After and Key (a Key with RunOnceMore is possible), or use JobClient.");
        if (job is { Job.Key: null, Key: { } key } && await FindAsync(transaction, job, cancellationToken) is { } used)
            return key.HasPayload(used.Payload) ? used.Job : throw key.Conflict();
        await PostgresqlJobRequests.AddAsync(transaction, job, cancellationToken);
        return job.Job.Id;
    }

    /// <summary>
    /// Enqueues a job in a transaction. The type of the job is found by the class of its arguments, as in <see cref="JobClient"/>.
    /// </summary>
    /// <inheritdoc cref="EnqueueAsync{TArguments}(NpgsqlTransaction, string, TArguments, EnqueueOptions?, CancellationToken)"/>
    public Task<JobId> EnqueueAsync<TArguments>(
        NpgsqlTransaction transaction, TArguments arguments, EnqueueOptions? options = null,
        CancellationToken cancellationToken = default) =>
        EnqueueAsync(transaction, _jobs.TypeOf<TArguments>(), arguments, options, cancellationToken);

    private async Task<StoredJobKey?> FindAsync(NpgsqlTransaction transaction, EnqueueJob job, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(FindKey, transaction.Connection, transaction);
        command.Parameters.Text(job.Job.Type).Text(job.Key!.Text)
            .Bigint(PostgresqlTime.From(_clock.Now() - AppendRequest.IdempotencyWindow));
        // The statement is not cancelled while it runs, because Npgsql (the client library of PostgreSQL) would block the thread on which
        // the answer arrives.
        cancellationToken.ThrowIfCancellationRequested();
        await using var row = await command.ExecuteReaderAsync(CancellationToken.None);
        return await row.ReadAsync(CancellationToken.None)
            ? new StoredJobKey(new JobId(row.GetString(0)), row.IsDBNull(1) ? null : row.GetFieldValue<byte[]>(1))
            : null;
    }
}
