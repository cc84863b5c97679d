using Streaming.Server.Topics;

namespace Streaming.Server.Jobs;

/// <summary>Everything that waits for the queue: one transaction.</summary>
/// <param name="Now">The time that it is done at (UTC).</param>
/// <param name="Changes">What is done, in this order.</param>
/// <param name="Claim">What is then claimed; null for nothing.</param>
internal sealed record JobBatch(DateTime Now, IReadOnlyList<JobChange> Changes, JobClaim? Claim = null);

/// <summary>What a worker would take.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="Lease">For how long it has a job before it must renew.</param>
/// <param name="Lowest">The lowest priority it takes.</param>
/// <param name="Highest">The highest one.</param>
/// <param name="Lanes">What it has room for.</param>
internal sealed record JobClaim(string Worker, TimeSpan Lease, int Lowest, int Highest, IReadOnlyList<JobLane> Lanes);

/// <summary>Types of jobs that share a number of places in a worker.</summary>
/// <param name="Types">The types.</param>
/// <param name="Most">How many jobs of them it has room for now.</param>
internal sealed record JobLane(IReadOnlySet<string> Types, int Most);

/// <summary>What became of a <see cref="JobBatch"/>.</summary>
/// <param name="Outcomes">One for each change.</param>
/// <param name="Claimed">The jobs that were claimed, in the order to start them.</param>
/// <param name="Events">What was appended to the jobs' topics, for the readers on this node.</param>
/// <param name="MayHaveMore">Whether a claim with more room would perhaps have got more.</param>
/// <param name="NextLook">When there will be something to claim, if nothing happens before; null for never. Only with a claim.</param>
/// <param name="UnknownTypes">Types of waiting jobs that no lane has. Only with a claim.</param>
internal sealed record JobBatchResult(
    IReadOnlyList<JobOutcome> Outcomes,
    IReadOnlyList<ClaimedJob> Claimed,
    IReadOnlyList<(Append Append, AppendResult Result)> Events,
    bool MayHaveMore,
    DateTime? NextLook,
    IReadOnlyList<string> UnknownTypes);
