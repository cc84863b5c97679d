namespace Streaming.Server.Jobs.Queue;

/// <summary>Takes a schedule away; not applied if there is none.</summary>
internal sealed record DeleteSchedule(string Name) : JobChange;
