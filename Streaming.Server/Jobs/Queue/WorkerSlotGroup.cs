namespace Streaming.Server.Jobs.Queue;

/// <summary>A group of job types whose jobs share slots of a worker. Each slot is the place for one running job.</summary>
/// <param name="Types">The job types of the group, sorted by name.</param>
/// <param name="Slots">The number of jobs of these types that the worker can run at the same time.</param>
internal sealed record WorkerSlotGroup(IReadOnlyList<string> Types, int Slots);
