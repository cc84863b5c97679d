using Streaming.Server.Core.Topics;

namespace Streaming.Server.Jobs.Queue;

/// <summary>The result of a <see cref="JobBatch"/>.</summary>
/// <param name="Outcomes">One result for each change.</param>
/// <param name="Claimed">The jobs that were claimed, in the order to start them.</param>
/// <param name="Events">The events that were appended to the jobs' topics, for the subscribers on this node.</param>
/// <param name="MayHaveMore">Whether a claim with more free slots might have received more jobs.</param>
/// <param name="NextLook">The time of the next claim if nothing changes before; null for never. Only with a claim.</param>
/// <param name="UnknownTypes">Types of waiting jobs that are in no slot group. Only with a claim.</param>
internal sealed record JobBatchResult(
    IReadOnlyList<ChangeResult> Outcomes,
    IReadOnlyList<ClaimedJob> Claimed,
    IReadOnlyList<(AppendRequest Append, AppendResult Result)> Events,
    bool MayHaveMore,
    DateTime? NextLook,
    IReadOnlyList<string> UnknownTypes);
