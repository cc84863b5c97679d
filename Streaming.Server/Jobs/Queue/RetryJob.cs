namespace Streaming.Server.Jobs.Queue;

/// <summary>Queues a failed or cancelled job again, with all its attempts. Not applied in other states.</summary>
internal sealed record RetryJob(JobId Id) : JobChange;
