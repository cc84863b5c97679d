namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A write to the job queue that adds several jobs, or none of them if the idempotency key of one was used before with other arguments.
/// </summary>
/// <param name="Jobs">The new jobs, none of which is a single job.</param>
internal sealed record EnqueueJobs(IReadOnlyList<EnqueueJob> Jobs) : JobChange
{
    /// <summary>The maximum number of jobs of one such write, so that other writes wait only briefly for its transaction.</summary>
    public const int MaxJobs = 1_000;
}
