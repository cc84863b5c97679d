namespace Streaming.Server.Jobs.Queue;

/// <summary>Deletes a schedule. Not applied if it does not exist.</summary>
internal sealed record DeleteSchedule(string Name) : JobChange;
