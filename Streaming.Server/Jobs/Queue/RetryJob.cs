namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A write to the job queue that queues a failed or cancelled job again, with its full number of attempts. The write has no effect on jobs
/// in other states.
/// </summary>
internal sealed record RetryJob(JobId Id) : JobChange;
