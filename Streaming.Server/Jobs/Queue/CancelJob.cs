namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A change of the queue that cancels a job. A waiting job is cancelled immediately; a running job is marked, and its worker cancels the
/// handler. The change is not applied if the job has ended.
/// </summary>
internal sealed record CancelJob(JobId Id) : JobChange;
