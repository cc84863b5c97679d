namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A change of the queue that ends an attempt (one run of a job's handler). The change is not applied if the job has another fencing token,
/// since its worker has then lost the lease of the job.
/// </summary>
/// <param name="Id">The id of the job.</param>
/// <param name="Token">The fencing token of the worker's claim, a number that increases with each claim of the job.</param>
/// <param name="Result">The way in which the attempt ended.</param>
internal sealed record EndAttempt(JobId Id, long Token, AttemptResult Result) : JobChange;
