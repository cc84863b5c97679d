namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A change of the queue that queues a failed or cancelled job again, with all its attempts. The change is not applied to jobs in other
/// states.
/// </summary>
internal sealed record RetryJob(JobId Id) : JobChange;
