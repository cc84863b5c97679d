namespace Streaming.Server.Jobs.Queue;

/// <summary>Everything that waits for the queue: one transaction.</summary>
/// <param name="Now">The time that it is done at (UTC).</param>
/// <param name="Changes">What is done, in this order.</param>
/// <param name="Claim">What is then claimed; null for nothing.</param>
internal sealed record JobBatch(DateTime Now, IReadOnlyList<JobChange> Changes, JobClaim? Claim = null);
