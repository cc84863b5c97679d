namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Claims due jobs from the queue for the worker of this process. Only <see cref="JobClaims"/> calls it, on the thread that writes to the
/// queue.
/// </summary>
internal interface IJobClaimer
{
    /// <summary>
    /// Returns a claim for as many jobs as the worker has free slots (jobs that it can run at once); null if it has no free slot.
    /// </summary>
    JobClaim? NextClaim();

    /// <summary>Starts the handlers of jobs that the worker has claimed.</summary>
    /// <param name="jobs">The claimed jobs, in the order to start them.</param>
    /// <param name="unknownTypes">The types of due jobs for which this process has no handler.</param>
    void Start(IReadOnlyList<ClaimedJob> jobs, IReadOnlyList<string> unknownTypes);

    /// <summary>Cancels the handler of a job if the job runs in this process.</summary>
    void Cancel(JobId id);
}
