using Streaming.Server.Core.Topics;

namespace Streaming.Server.Jobs.Queue;

/// <summary>What became of a <see cref="JobBatch"/>.</summary>
/// <param name="Outcomes">One for each change.</param>
/// <param name="Claimed">The jobs that were claimed, in the order to start them.</param>
/// <param name="Events">What was appended to the jobs' topics, for the readers on this node.</param>
/// <param name="MayHaveMore">Whether a claim with more room would perhaps have got more.</param>
/// <param name="NextLook">When there will be something to claim, if nothing happens before; null for never. Only with a claim.</param>
/// <param name="UnknownTypes">Types of waiting jobs that no lane has. Only with a claim.</param>
internal sealed record JobBatchResult(
    IReadOnlyList<ChangeResult> Outcomes,
    IReadOnlyList<ClaimedJob> Claimed,
    IReadOnlyList<(AppendRequest Append, AppendResult Result)> Events,
    bool MayHaveMore,
    DateTime? NextLook,
    IReadOnlyList<string> UnknownTypes);
