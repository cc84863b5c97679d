namespace Streaming.Server.Jobs.Queue;

/// <summary>Creates or replaces a schedule.</summary>
internal sealed record PutSchedule(Schedule Schedule) : JobChange;
