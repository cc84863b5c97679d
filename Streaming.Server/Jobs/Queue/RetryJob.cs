namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A write to the job queue that queues a failed or cancelled job again, with its full number of attempts. If the job is in another state,
/// the write has no effect.
/// </summary>
internal sealed record RetryJob(JobId Id) : JobChange;
