namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A group of job types that share slots of a worker (a slot is the right to run one job), with the number of free slots.
/// </summary>
/// <param name="Types">The job types of the group.</param>
/// <param name="FreeSlots">The number of free slots, which is how many further jobs of these types the worker can run.</param>
internal sealed record SlotGroup(IReadOnlySet<string> Types, int FreeSlots);
