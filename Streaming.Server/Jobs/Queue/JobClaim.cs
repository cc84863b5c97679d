namespace Streaming.Server.Jobs.Queue;

/// <summary>A claim of a worker for due jobs.</summary>
/// <param name="Worker">The name of the worker.</param>
/// <param name="Lease">The length of the lease, which the worker renews.</param>
/// <param name="Lowest">The lowest priority that it claims.</param>
/// <param name="Highest">The highest priority that it claims.</param>
/// <param name="Lanes">The free slots of each slot group.</param>
internal sealed record JobClaim(string Worker, TimeSpan Lease, int Lowest, int Highest, IReadOnlyList<SlotGroup> Lanes);
