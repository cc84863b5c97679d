namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A write to the job queue that cancels a job. A waiting job is cancelled immediately; a running job is marked, and its worker cancels the
/// handler. The write has no effect if the job has ended.
/// </summary>
internal sealed record CancelJob(JobId Id) : JobChange;
