namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// The port of a store for jobs and schedules. The contract suite in the tests checks every store against this description.
/// </summary>
/// <remarks>
/// A job's state and its events (topic <c>job:{id}</c> of the same store) are written in one transaction, so that they agree even after a
/// crash:
/// each end of a job is one event of type <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>. All members may be called at the same time
/// from several
/// threads, and several processes may share one store: a job is then claimed by one of them. <see cref="JobTransaction"/> has the rules,
/// over the rows of a store.
/// </remarks>
internal interface IJobQueue
{
    /// <summary>Prepares the queue. The log of the same store was started before.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes all changes in their order, then takes back the jobs whose lease has expired, then claims jobs, all in one transaction. If it
    /// throws, nothing was changed.
    /// Jobs of the highest priority are claimed first; among those, the ones that were due first. The call may block for the length of the
    /// transaction:
    /// the <see cref="JobWriter"/> calls it on its own thread.
    /// </summary>
    ValueTask<JobBatchResult> WriteAsync(JobBatch batch, CancellationToken cancellationToken);

    /// <summary>A job with everything except its result; null if it does not exist.</summary>
    ValueTask<JobDetails?> FindAsync(JobId id, CancellationToken cancellationToken);

    /// <summary>The result of a job that succeeded: JSON in UTF-8; null if it has no result.</summary>
    ValueTask<byte[]?> ReadResultAsync(JobId id, CancellationToken cancellationToken);

    /// <summary>The jobs that match a filter, newest first.</summary>
    ValueTask<IReadOnlyList<Job>> ListAsync(JobFilter filter, CancellationToken cancellationToken);

    /// <summary>The numbers of jobs, for metrics. Jobs that are not due are not counted, and due ones are counted up to a limit.</summary>
    ValueTask<JobCounts> CountAsync(DateTime now, CancellationToken cancellationToken);

    /// <summary>All schedules, by name (ordinal).</summary>
    ValueTask<IReadOnlyList<Schedule>> ListSchedulesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Deletes some of the jobs that ended before one time, with their topics, and the idempotency keys from before another time whose jobs
    /// have ended.
    /// </summary>
    /// <returns>The number of deleted jobs; 0 if none is left.</returns>
    ValueTask<int> ForgetAsync(DateTime endedBefore, DateTime keysBefore, CancellationToken cancellationToken);
}
