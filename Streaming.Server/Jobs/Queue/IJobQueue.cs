namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Stores jobs and schedules. Each store implements this interface, and one suite of tests (<c>JobQueueContract</c>) checks every store
/// against these comments.
/// </summary>
/// <remarks>
/// A job's state and its events (topic <c>job:{id}</c> of the same store) are written in one transaction, so that they agree even after a
/// crash: each end of a job is one event of type <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>. All members may be called at the same
/// time from several threads. Several processes may share one store: each job is then claimed by only one of them. The rules of all stores
/// are in <see cref="JobTransaction"/>.
/// </remarks>
internal interface IJobQueue
{
    /// <summary>
    /// The longest time after which a worker asks the queue for due jobs again, even if the store has reported no new job. Set by a store
    /// that may report the new jobs of other nodes late; null if the store always reports them in time.
    /// </summary>
    TimeSpan? LongestWait => null;

    /// <summary>
    /// Prepares the job queue for use, for example creates its tables. Call it after the log of the same store has started.
    /// </summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes one transaction with three steps. First, all changes of a batch are made in their order. Second, jobs whose lease (the right
    /// of a worker to run the job) has expired are queued again. Third, due jobs are claimed: those of the highest priority first, and
    /// within one priority those that were due first. If the method throws, nothing was changed. The call may block for the length of the
    /// transaction, so the <see cref="JobWriter"/> calls it on a dedicated thread.
    /// </summary>
    ValueTask<JobBatchResult> WriteAsync(JobBatch batch, CancellationToken cancellationToken);

    /// <summary>Returns a job with its arguments and errors, without its result; null if the job does not exist.</summary>
    ValueTask<JobDetails?> FindAsync(JobId id, CancellationToken cancellationToken);

    /// <summary>Returns the result of a job that succeeded, as JSON in UTF-8; null if the job has no result.</summary>
    ValueTask<byte[]?> ReadResultAsync(JobId id, CancellationToken cancellationToken);

    /// <summary>Returns the children of a job (jobs that its handler has enqueued), in the order of their creation.</summary>
    ValueTask<IReadOnlyList<ChildRow>> ListChildrenAsync(JobId parent, CancellationToken cancellationToken);

    /// <summary>Returns the jobs that match a filter, newest first.</summary>
    ValueTask<IReadOnlyList<Job>> ListAsync(JobFilter filter, CancellationToken cancellationToken);

    /// <summary>
    /// Returns all running jobs of all workers. There are never many, because each worker has a limited number of slots (places for one
    /// running job each).
    /// </summary>
    ValueTask<IReadOnlyList<Job>> ListRunningAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Returns the numbers of waiting and running jobs, for metrics. Jobs that are not due yet are not counted. Due jobs are counted only
    /// up to a limit.
    /// </summary>
    ValueTask<JobCounts> CountAsync(DateTime now, CancellationToken cancellationToken);

    /// <summary>
    /// Returns the numbers of jobs of each type in each state. Counts at most <see cref="JobStats.MaxCounted"/> waiting jobs and as many
    /// ended jobs.
    /// </summary>
    /// <param name="owner">The identity of the caller whose jobs are counted; null for all jobs.</param>
    /// <param name="now">The current time (UTC). Waiting jobs that are due later than this count as delayed.</param>
    /// <param name="cancellationToken">Cancels the wait for the store.</param>
    ValueTask<JobStats> ReadStatsAsync(string? owner, DateTime now, CancellationToken cancellationToken);

    /// <summary>Returns all schedules, ordered by name (ordinal).</summary>
    ValueTask<IReadOnlyList<Schedule>> ListSchedulesAsync(CancellationToken cancellationToken);

    /// <summary>Returns the pauses of the job queue.</summary>
    ValueTask<JobPauses> ReadPausesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Returns the last <see cref="ScheduleFiring.Kept"/> firings (times at which it was due) of one schedule, or of each schedule. Each
    /// firing contains the state of its job. The newest firing is first.
    /// </summary>
    /// <param name="schedule">The name of the schedule; null for all schedules.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    ValueTask<IReadOnlyList<ScheduleFiring>> ListFiringsAsync(string? schedule, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes some of the ended jobs, with their topics. A job is deleted if it ended before the time that applies to its type, but a
    /// child (a job that the handler of another job has enqueued) is kept until its parent has ended. Also deletes idempotency keys that
    /// were stored before <paramref name="keysBefore"/>, if their jobs have ended. One call deletes a limited number of jobs, so call the
    /// method again until it returns no ids.
    /// </summary>
    /// <returns>The ids of the deleted jobs; an empty list if no job is left to delete.</returns>
    ValueTask<IReadOnlyList<JobId>> DeleteOldAsync(JobCutoffs cutoffs, DateTime keysBefore, CancellationToken cancellationToken);
}
