namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A write to the job queue that adds several jobs. If the idempotency key of one of them was used before with other arguments, none of the
/// jobs is added.
/// </summary>
/// <param name="Jobs">The new jobs. None of them has the option that only one job with its key may wait or run at a time.</param>
internal sealed record EnqueueJobs(IReadOnlyList<EnqueueJob> Jobs) : JobChange
{
    /// <summary>
    /// The maximum number of jobs that one such write adds. The number is limited so that other writes wait only briefly for the
    /// transaction.
    /// </summary>
    public const int MaxJobs = 1_000;
}
