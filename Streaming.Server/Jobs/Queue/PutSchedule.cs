namespace Streaming.Server.Jobs.Queue;

/// <summary>Makes or replaces a schedule.</summary>
internal sealed record PutSchedule(Schedule Schedule) : JobChange;
