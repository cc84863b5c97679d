namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Finds the job that was added with the same idempotency key in the last 24 hours, and changes nothing. The result is that job, a conflict
/// if the arguments of the two jobs differ, or no job.
/// </summary>
/// <param name="Enqueue">The write that would add the job.</param>
internal sealed record FindEarlierJob(EnqueueJob Enqueue) : JobChange;
