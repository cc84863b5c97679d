namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A change of the queue that extends the lease of a job (the time for which the job belongs to its worker). The change is not applied if
/// the worker has lost the lease. The job in the result shows whether its cancellation was requested.
/// </summary>
internal sealed record RenewLease(JobId Id, long Token, TimeSpan Lease) : JobChange;
