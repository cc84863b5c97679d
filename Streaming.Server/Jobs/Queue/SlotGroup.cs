namespace Streaming.Server.Jobs.Queue;

/// <summary>Types of jobs that share a number of places in a worker.</summary>
/// <param name="Types">The types.</param>
/// <param name="Most">How many jobs of them it has room for now.</param>
internal sealed record SlotGroup(IReadOnlySet<string> Types, int Most);
