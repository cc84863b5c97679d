namespace Streaming.Server.Jobs.Queue;

/// <summary>A write to the job queue that creates a schedule, or replaces the schedule of the same name.</summary>
internal sealed record PutSchedule(Schedule Schedule) : JobChange;
