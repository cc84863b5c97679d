namespace Streaming.Server.Jobs.Queue;

/// <summary>Fires a schedule: adds its jobs and sets its next time. Not applied if another process was faster.</summary>
/// <param name="Name">The schedule.</param>
/// <param name="Version">The version that was read; each firing and each change increments it.</param>
/// <param name="Next">The next time to fire; null for never.</param>
/// <param name="Jobs">The jobs of the firings that are due.</param>
internal sealed record FireSchedule(string Name, long Version, DateTime? Next, IReadOnlyList<EnqueueJob> Jobs) : JobChange;
