namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A write to the job queue that cancels a job. A waiting job is cancelled immediately; for a running job, the request is stored, and its
/// worker then cancels the handler. The write has no effect if the job has ended.
/// </summary>
internal sealed record CancelJob(JobId Id) : JobChange;
