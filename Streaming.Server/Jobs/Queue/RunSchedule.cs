namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A write to the job queue that runs a schedule at once: it adds a job of the schedule and records a firing. The write has no effect in
/// two cases: the schedule has changed or was deleted meanwhile, or an earlier job of the schedule has not ended and the schedule does not
/// allow overlap.
/// </summary>
/// <param name="Name">The name of the schedule.</param>
/// <param name="Job">The job to enqueue.</param>
/// <param name="Version">The version of the schedule from which the job was made; null to run the schedule in any case.</param>
internal sealed record RunSchedule(string Name, EnqueueJob Job, long? Version = null) : JobChange;
