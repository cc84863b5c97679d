namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A write to the job queue that adds several jobs. None of the jobs is added if one of them is refused: its idempotency key was used
/// before with other arguments, another job has its key, or it waits for a job that does not exist.
/// </summary>
/// <param name="Jobs">The new jobs. None of them is a child (a job that the handler of another job enqueues).</param>
internal sealed record EnqueueJobs(IReadOnlyList<EnqueueJob> Jobs) : JobChange
{
    /// <summary>
    /// The maximum number of jobs that one such write adds. The number is limited so that other writes wait only briefly for the
    /// transaction.
    /// </summary>
    public const int MaxJobs = 1_000;
}
