namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Where jobs and schedules are kept. A store implements this port and nothing else of jobs; the contract suite in the tests holds every store to what follows.
/// </summary>
/// <remarks>
/// A job's state and its events (topic <c>job:{id}</c> of the same store) are written in one transaction, so that they cannot tell different stories, whatever
/// crashes: each end of a job is one event of type <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>. All members may be called at the same time from several
/// threads, and several processes may share one store: a job is then claimed by one of them. <see cref="JobTransaction"/> has the rules, over the rows of a store.
/// </remarks>
internal interface IJobQueue
{
    /// <summary>Makes the queue ready. The log of the same store was started before.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Does all changes in their order, then takes back the jobs whose lease has run out, then claims; in one transaction: all of it or, if it throws, nothing.
    /// Jobs of the highest priority are claimed first, among them those that were due first. It may block its caller for the length of the transaction:
    /// the <see cref="JobWriter"/> calls it on a thread of its own.
    /// </summary>
    ValueTask<JobBatchResult> WriteAsync(JobBatch batch, CancellationToken cancellationToken);

    /// <summary>A job with all but its result; null if there is none.</summary>
    ValueTask<JobDetails?> FindAsync(JobId id, CancellationToken cancellationToken);

    /// <summary>The result of a job that succeeded: JSON in UTF-8; null if there is none.</summary>
    ValueTask<byte[]?> ReadResultAsync(JobId id, CancellationToken cancellationToken);

    /// <summary>The jobs that a filter lets through, newest first.</summary>
    ValueTask<IReadOnlyList<Job>> ListAsync(JobFilter filter, CancellationToken cancellationToken);

    /// <summary>How many jobs there are, for metrics. What is not due yet is not looked at, and what is due is counted up to a limit.</summary>
    ValueTask<JobCounts> CountAsync(DateTime now, CancellationToken cancellationToken);

    /// <summary>All schedules, by name (ordinal).</summary>
    ValueTask<IReadOnlyList<Schedule>> ListSchedulesAsync(CancellationToken cancellationToken);

    /// <summary>Forgets some of the jobs that ended before a time, with their topics, and keys from before another whose jobs have ended.</summary>
    /// <returns>How many jobs; 0 when none is left.</returns>
    ValueTask<int> ForgetAsync(DateTime endedBefore, DateTime keysBefore, CancellationToken cancellationToken);
}
