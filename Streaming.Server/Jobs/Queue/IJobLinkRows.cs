namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Reads and writes the links between jobs inside one transaction. A link states that one job waits for another job. The link is open at
/// first, and is closed when the other job has ended and the queue has updated the waiting job accordingly.
/// </summary>
internal interface IJobLinkRows
{
    /// <summary>Adds an open link: one job waits for another job.</summary>
    void Add(JobLink link);

    /// <summary>Returns the open links of the jobs that wait for the given job, at most a given number.</summary>
    IReadOnlyList<JobLink> Open(JobId after, int limit);

    /// <summary>
    /// Marks a link as no longer open. The link is kept as long as its jobs, so that a job still finds its children (the jobs that its
    /// handler has enqueued).
    /// </summary>
    void Settle(JobLink link);

    /// <summary>
    /// Returns jobs that have ended, but whose end was not reported yet to all jobs that wait for them
    /// (<see cref="FollowerState.Unsettled"/>). A store that reads the rows of a transaction in advance returns only those jobs that it has
    /// read. The next transaction then handles the others.
    /// </summary>
    IReadOnlyList<Job> Unsettled(int limit);
}
