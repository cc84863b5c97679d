namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A write to the job queue that cancels a job. A waiting job is cancelled immediately. For a running job, the request is stored, and the
/// worker of the job then cancels its handler. If the job has ended, the write has no effect.
/// </summary>
internal sealed record CancelJob(JobId Id) : JobChange;
