namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A write to the job queue that ends an attempt (one run of a job's handler). If the worker has lost the lease of the job (the right to
/// run the job), the write has no effect: the stored job then has a newer fencing token.
/// </summary>
/// <param name="Id">The id of the job.</param>
/// <param name="Token">The fencing token that the worker received with the job: a number that increases each time the job starts. An old
/// number shows that another worker has started the job since.</param>
/// <param name="Result">The way in which the attempt ended.</param>
internal sealed record EndAttempt(JobId Id, long Token, AttemptResult Result) : JobChange;
