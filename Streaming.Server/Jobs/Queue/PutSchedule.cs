namespace Streaming.Server.Jobs.Queue;

/// <summary>A change of the queue that creates a schedule, or replaces the schedule of the same name.</summary>
internal sealed record PutSchedule(Schedule Schedule) : JobChange;
