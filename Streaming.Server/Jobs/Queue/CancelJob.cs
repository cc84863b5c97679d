namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A write to the job queue that cancels a job. A waiting job is cancelled immediately. For a running job, the request is stored, and the
/// worker of the job then cancels its handler. If the job has ended, the write has no effect.
/// </summary>
/// <param name="Id">The job to cancel.</param>
/// <param name="Only">The state that the job must have; in another state, the write has no effect. Null for any state.</param>
internal sealed record CancelJob(JobId Id, JobState? Only = null) : JobChange;
