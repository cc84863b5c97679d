using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Queue;

/// <summary>The result of one write to the job queue (<see cref="JobChange"/>).</summary>
/// <param name="Applied">True if the queue was changed. False if its state did not allow the change, for example because the job had
/// ended.</param>
/// <param name="Job">The job after the write. Null if the job does not exist, if the write was about a schedule, or if the idempotency key
/// of a new job was in conflict.</param>
/// <param name="IsConflict">True if a new job was not added because its idempotency key was already used for a job with other
/// arguments.</param>
/// <param name="Refusal">The exception for the caller if the write was refused; null if it was not refused.</param>
internal readonly record struct ChangeResult(bool Applied, Job? Job, bool IsConflict = false, RefusalException? Refusal = null)
{
    /// <summary>
    /// The unfinished job of a schedule because of which the schedule did not add another job; null if there was no such job.
    /// </summary>
    public JobId? BlockedBy { get; init; }

    /// <summary>
    /// The results of the single jobs, if the write adds several jobs. Null for other writes, and if an idempotency key was in conflict.
    /// </summary>
    public IReadOnlyList<ChangeResult>? Parts { get; init; }
}
