namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Claims due jobs from the queue for the worker of this process. Only <see cref="JobClaims"/> calls it, on the thread that writes to the
/// queue.
/// </summary>
internal interface IJobClaimer
{
    /// <summary>
    /// Returns a claim (a request of the worker for due jobs), for at most as many jobs as the worker has free slots; null if the worker
    /// cannot run a further job now.
    /// </summary>
    JobClaim? NextClaim();

    /// <summary>Starts the handlers of jobs that the worker has claimed.</summary>
    /// <param name="jobs">The claimed jobs, in the order to start them.</param>
    /// <param name="unknownTypes">The types of due jobs for which this process has no handler. Their jobs wait for a worker that has
    /// one.</param>
    void Start(IReadOnlyList<ClaimedJob> jobs, IReadOnlyList<string> unknownTypes);

    /// <summary>Cancels the handler of a job if the job runs in this process.</summary>
    void Cancel(JobId id);
}
