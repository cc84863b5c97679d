namespace Streaming.Server.Jobs.Queue;

/// <summary>A change of the queue that deletes a schedule. The change is not applied if the schedule does not exist.</summary>
internal sealed record DeleteSchedule(string Name) : JobChange;
