namespace Streaming.Server.Jobs.Queue;

/// <summary>Lets a schedule fire: its jobs are added and it moves on, unless another worker was faster.</summary>
/// <param name="Name">The schedule.</param>
/// <param name="Version">The version that was seen; each firing and each change gives another.</param>
/// <param name="Next">When it fires next; null for never.</param>
/// <param name="Jobs">The jobs of the firings that are due.</param>
internal sealed record FireSchedule(string Name, long Version, DateTime? Next, IReadOnlyList<EnqueueJob> Jobs) : JobChange;
