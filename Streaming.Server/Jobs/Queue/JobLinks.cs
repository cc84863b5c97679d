namespace Streaming.Server.Jobs.Queue;

/// <summary>Contains the connections of a job with other jobs: for which jobs it waits, and whether others wait for it.</summary>
internal sealed record JobLinks
{
    /// <summary>The value for a job without connections: it waits for no other job, and no other job waits for it.</summary>
    public static readonly JobLinks None = new();

    /// <summary>
    /// True if the queued job must not start yet, because it waits for other jobs. A store keeps the due time of such a job in a separate
    /// place, so that claims (requests for due jobs) do not find the job.
    /// </summary>
    public bool IsBlocked { get; init; }

    /// <summary>
    /// The number of jobs for which this job waits: earlier jobs, the previous job with the same key, and children (jobs that its handler
    /// has enqueued) that have not ended.
    /// </summary>
    public int Waits { get; init; }

    /// <summary>This job waits for other jobs. The value states in which way these jobs must end.</summary>
    public AfterOutcome AfterOutcome { get; init; }

    /// <summary>The id of the job with the same key that must end before this job starts; null if there is none.</summary>
    public JobId? Behind { get; init; }

    /// <summary>The number of children of the job (jobs that its handler has enqueued).</summary>
    public int Children { get; init; }

    /// <summary>States whether other jobs wait for this job.</summary>
    public FollowerState Followers { get; init; }
}
