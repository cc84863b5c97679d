namespace Streaming.Server.Jobs.Queue;

/// <summary>A group of job types whose jobs share slots of a worker (the places for one running job each).</summary>
/// <param name="Types">The job types of the group, sorted by name.</param>
/// <param name="Slots">The number of jobs of these types that the worker runs at once.</param>
internal sealed record WorkerSlotGroup(IReadOnlyList<string> Types, int Slots);
