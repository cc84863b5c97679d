namespace Streaming.Server.Jobs.Queue;

/// <summary>What a worker would take.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="Lease">For how long it has a job before it must renew.</param>
/// <param name="Lowest">The lowest priority it takes.</param>
/// <param name="Highest">The highest one.</param>
/// <param name="Lanes">What it has room for.</param>
internal sealed record JobClaim(string Worker, TimeSpan Lease, int Lowest, int Highest, IReadOnlyList<SlotGroup> Lanes);
