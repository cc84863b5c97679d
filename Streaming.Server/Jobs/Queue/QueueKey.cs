namespace Streaming.Server.Jobs.Queue;

/// <summary>Identifies a part of the job queue: all queued jobs that have the same priority and type.</summary>
/// <param name="Priority">The priority of the jobs, from 0 to 9.</param>
/// <param name="Type">The type of the jobs.</param>
internal readonly record struct QueueKey(int Priority, string Type);
