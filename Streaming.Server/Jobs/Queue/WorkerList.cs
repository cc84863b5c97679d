namespace Streaming.Server.Jobs.Queue;

/// <summary>Contains the running workers (processes that run jobs) that share a store.</summary>
/// <param name="Workers">The running workers, sorted by the time of their start.</param>
/// <param name="IsComplete">False if a process with an older version of the server also uses the store. Such a process does not describe
/// its worker, which may run jobs of any type.</param>
internal sealed record WorkerList(IReadOnlyList<WorkerState> Workers, bool IsComplete = true);
