using Streaming.Server.Core.Topics;

namespace Streaming.Server.Jobs.Queue;

/// <summary>The results of one transaction of the job queue (<see cref="JobBatch"/>).</summary>
/// <param name="Outcomes">The result of each change, in the order of the changes.</param>
/// <param name="Claimed">The jobs that the worker has claimed, in the order to start them.</param>
/// <param name="Events">The events that were appended to the topics of the jobs, for the subscribers on this node.</param>
/// <param name="MayHaveMore">True if there may be further due jobs that the worker has not received, for example because it has no more
/// free slots (it can run only a limited number of jobs at once). The next transaction then claims jobs again.</param>
/// <param name="NextClaim">
/// The time at which the worker should claim jobs again if the queue does not change until then; null for never. Set only if the batch had
/// a claim (a request for due jobs).
/// </param>
/// <param name="UnknownTypes">
/// The types of waiting jobs that the worker cannot run because it has no handler for them. Set only if the batch had a claim (a request
/// for due jobs).
/// </param>
/// <param name="HasReleased">
/// True if the workers should claim jobs again. The reason is that jobs which waited for other jobs were released by this transaction, or
/// will be released by the next one.
/// </param>
internal sealed record JobBatchResult(
    IReadOnlyList<ChangeResult> Outcomes,
    IReadOnlyList<ClaimedJob> Claimed,
    IReadOnlyList<(AppendRequest Append, AppendResult Result)> Events,
    bool MayHaveMore,
    DateTime? NextClaim,
    IReadOnlyList<string> UnknownTypes,
    bool HasReleased = false)
{
    /// <summary>
    /// True if due jobs may wait because the maximum number of jobs of their type is running. When a job ends in this process, the same
    /// transaction then also claims due jobs.
    /// </summary>
    public bool WaitsForEnd { get; init; }

    /// <summary>
    /// True if not all jobs that wait for ended jobs are informed yet. The next transaction informs more of them, and starts at once, even
    /// if there are no changes to write.
    /// </summary>
    public bool HasUnsettled { get; init; }
}
