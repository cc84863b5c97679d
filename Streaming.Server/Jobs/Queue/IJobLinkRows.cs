namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Reads and writes the links between jobs (which job waits for which other job) inside one transaction. A link is open until the waiting
/// job knows that the other job has ended.
/// </summary>
internal interface IJobLinkRows
{
    /// <summary>Adds an open link.</summary>
    void Add(JobLink link);

    /// <summary>Returns the open links to a job, at most a given number.</summary>
    IReadOnlyList<JobLink> Open(JobId after, int limit);

    /// <summary>Marks a link as no longer open. The link is kept with its jobs, so that a job still finds its children.</summary>
    void Settle(JobLink link);

    /// <summary>
    /// Returns jobs that have ended and whose open links must still be settled (<see cref="FollowerState.Unsettled"/>). A store that reads
    /// the rows of a transaction in advance returns only those that it has read; the next transaction then settles the others.
    /// </summary>
    IReadOnlyList<Job> Unsettled(int limit);
}
