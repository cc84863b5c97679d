namespace Streaming.Server.Jobs.Queue;

/// <summary>A write to the job queue that deletes a schedule. If the schedule does not exist, the write has no effect.</summary>
internal sealed record DeleteSchedule(string Name) : JobChange;
