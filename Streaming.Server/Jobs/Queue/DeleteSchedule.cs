namespace Streaming.Server.Jobs.Queue;

/// <summary>A write to the job queue that deletes a schedule. The write has no effect if the schedule does not exist.</summary>
internal sealed record DeleteSchedule(string Name) : JobChange;
