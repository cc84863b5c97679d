namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A write to the job queue that extends the lease of a job (the time for which the job belongs to its worker). The write has no effect if
/// the worker has lost the lease. The result contains the job, from which the worker learns whether it must cancel the job.
/// </summary>
internal sealed record RenewLease(JobId Id, long Token, TimeSpan Lease) : JobChange;
