namespace Streaming.Server.Jobs.Queue;

/// <summary>Contains all changes of the job queue that are written in one transaction, and the worker's claim for due jobs.</summary>
/// <param name="Now">The time of the transaction (UTC).</param>
/// <param name="Changes">The changes, in the order in which they are made.</param>
/// <param name="Claim">The claim for due jobs, made after the changes; null to claim no jobs.</param>
internal sealed record JobBatch(DateTime Now, IReadOnlyList<JobChange> Changes, JobClaim? Claim = null);
