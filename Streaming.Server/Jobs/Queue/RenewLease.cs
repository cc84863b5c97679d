namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A write to the job queue that extends the lease of a job (the time for which the job belongs to its worker). If the worker has lost the
/// lease, the write has no effect. The result contains the job, from which the worker learns whether the job was cancelled.
/// </summary>
internal sealed record RenewLease(JobId Id, long Token, TimeSpan Lease) : JobChange;
