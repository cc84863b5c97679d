namespace Streaming.Server.Jobs.Queue;

/// <summary>The changes and the claim of one transaction.</summary>
/// <param name="Now">The time of the transaction (UTC).</param>
/// <param name="Changes">The changes, in their order.</param>
/// <param name="Claim">The claim that follows the changes; null for none.</param>
internal sealed record JobBatch(DateTime Now, IReadOnlyList<JobChange> Changes, JobClaim? Claim = null);
