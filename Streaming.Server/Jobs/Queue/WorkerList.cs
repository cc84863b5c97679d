namespace Streaming.Server.Jobs.Queue;

/// <summary>Contains the running workers (processes that run jobs) on a store.</summary>
/// <param name="Workers">The running workers, sorted by the time of their start.</param>
/// <param name="IsComplete">False if a process of an older version, which does not describe its worker, also runs on the store: that
/// process may run jobs of any type.</param>
internal sealed record WorkerList(IReadOnlyList<WorkerState> Workers, bool IsComplete = true);
