namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Contains the part of a job's state that connects the job with other jobs: for which jobs it waits, and whether others wait for it.
/// </summary>
internal sealed record JobLinks
{
    /// <summary>The value for a job that is not connected with any other job.</summary>
    public static readonly JobLinks None = new();

    /// <summary>
    /// True if the queued job must not start before the jobs for which it waits have ended. A store keeps the due time of such a job apart,
    /// so that claims do not find the job.
    /// </summary>
    public bool IsBlocked { get; init; }

    /// <summary>
    /// The number of jobs that this job waits for: earlier jobs, the previous job with its key, and children that have not ended.
    /// </summary>
    public int Waits { get; init; }

    /// <summary>The outcome that the earlier jobs of this job must have.</summary>
    public AfterOutcome AfterOutcome { get; init; }

    /// <summary>The job with the same key that must end before this job; null if the key is free.</summary>
    public JobId? Behind { get; init; }

    /// <summary>The number of children that the handler of the job has enqueued.</summary>
    public int Children { get; init; }

    /// <summary>States whether other jobs wait for this job.</summary>
    public FollowerState Followers { get; init; }
}
