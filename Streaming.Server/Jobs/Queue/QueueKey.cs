namespace Streaming.Server.Jobs.Queue;

/// <summary>Queued jobs of one priority and type.</summary>
/// <param name="Priority">The priority.</param>
/// <param name="Type">The type.</param>
internal readonly record struct QueueKey(int Priority, string Type);
