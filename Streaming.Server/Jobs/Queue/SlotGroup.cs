namespace Streaming.Server.Jobs.Queue;

/// <summary>Types of jobs that share slots of a worker.</summary>
/// <param name="Types">The types.</param>
/// <param name="Most">The number of free slots.</param>
internal sealed record SlotGroup(IReadOnlySet<string> Types, int Most);
