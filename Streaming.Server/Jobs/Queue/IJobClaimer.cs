namespace Streaming.Server.Jobs.Queue;

/// <summary>Takes due jobs from the queue. Called by <see cref="JobClaims"/> alone, on the writer's thread.</summary>
internal interface IJobClaimer
{
    /// <summary>The claim for the free slots; null if no slot is free.</summary>
    JobClaim? NextClaim();

    /// <summary>Starts the claimed jobs.</summary>
    /// <param name="jobs">The claimed jobs.</param>
    /// <param name="unknownTypes">Types of due jobs for which this process has no handler.</param>
    void Start(IReadOnlyList<ClaimedJob> jobs, IReadOnlyList<string> unknownTypes);

    /// <summary>Cancels the job if it runs in this process.</summary>
    void Cancel(JobId id);
}
