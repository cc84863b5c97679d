namespace Streaming.Server.Jobs.Queue;

/// <summary>All changes that one transaction makes to the job queue, and the worker's claim (its request for due jobs).</summary>
/// <param name="Now">The time of the transaction (UTC).</param>
/// <param name="Changes">The changes, in the order in which they are made.</param>
/// <param name="Claim">The claim for due jobs, made after the changes; null to claim no jobs.</param>
internal sealed record JobBatch(DateTime Now, IReadOnlyList<JobChange> Changes, JobClaim? Claim = null);
