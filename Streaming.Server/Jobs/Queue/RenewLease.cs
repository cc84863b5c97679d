namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Renews the lease of a job. Not applied if the worker has lost it. The job in the result shows whether its cancellation was requested.
/// </summary>
internal sealed record RenewLease(JobId Id, long Token, TimeSpan Lease) : JobChange;
