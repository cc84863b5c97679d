namespace Streaming.Server.Jobs.Queue;

/// <summary>All changes that one transaction makes to the job queue, and the worker's claim (its request for due jobs).</summary>
/// <param name="Now">The time of the transaction (UTC).</param>
/// <param name="Changes">The changes, in the order in which they are made.</param>
/// <param name="Claim">The worker's request for due jobs, which is carried out after the changes; null if the worker requests none.</param>
internal sealed record JobBatch(DateTime Now, IReadOnlyList<JobChange> Changes, JobClaim? Claim = null);
