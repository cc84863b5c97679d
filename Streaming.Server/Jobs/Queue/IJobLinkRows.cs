namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Reads and writes the links between jobs inside one transaction. A link states that one job waits for another job. A link is open until
/// the end of the other job was taken into account for the waiting job.
/// </summary>
internal interface IJobLinkRows
{
    /// <summary>Adds an open link: one job waits for another job.</summary>
    void Add(JobLink link);

    /// <summary>Returns the open links of the jobs that wait for the given job, at most a given number.</summary>
    IReadOnlyList<JobLink> Open(JobId after, int limit);

    /// <summary>Marks a link as no longer open. The link is kept as long as its jobs, so that a job still finds its children.</summary>
    void Settle(JobLink link);

    /// <summary>
    /// Returns jobs that have ended and still have open links (<see cref="FollowerState.Unsettled"/>). A store that reads the rows of a
    /// transaction in advance returns only those jobs that it has read. The next transaction then handles the others.
    /// </summary>
    IReadOnlyList<Job> Unsettled(int limit);
}
