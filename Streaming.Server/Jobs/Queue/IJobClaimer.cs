namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Claims due jobs from the queue for the worker of this process. Only <see cref="JobClaims"/> uses this interface, on the thread that
/// writes to the queue.
/// </summary>
internal interface IJobClaimer
{
    /// <summary>
    /// Returns a claim (a request for due jobs) for at most as many jobs as the worker has free slots (places for one running job each);
    /// null if the worker cannot run another job now.
    /// </summary>
    JobClaim? NextClaim();

    /// <summary>Starts the handlers of jobs that the worker has claimed.</summary>
    /// <param name="jobs">The claimed jobs, in the order to start them.</param>
    /// <param name="unknownTypes">The types of due jobs for which this process has no handler. These jobs wait for a worker that has a
    /// handler.</param>
    void Start(IReadOnlyList<ClaimedJob> jobs, IReadOnlyList<string> unknownTypes);

    /// <summary>Cancels the handler of a job. Does nothing if the job does not run in this process.</summary>
    void Cancel(JobId id);
}
