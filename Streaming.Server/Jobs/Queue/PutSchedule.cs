namespace Streaming.Server.Jobs.Queue;

/// <summary>A write to the job queue that creates a schedule, or replaces the schedule of the same name.</summary>
/// <param name="Schedule">The schedule.</param>
/// <param name="Version">The version of the stored schedule from which this one was made: if it has changed or was deleted meanwhile, the
/// write has no effect. Null to write in any case.</param>
internal sealed record PutSchedule(Schedule Schedule, long? Version = null) : JobChange;
