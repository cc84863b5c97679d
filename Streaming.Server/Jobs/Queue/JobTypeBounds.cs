using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs.Queue;

/// <summary>The bounds of one job type that a claim (a worker's request for due jobs) must respect.</summary>
/// <param name="FreeHere">The number of further jobs of the type that may run in the worker's process; null for no limit besides its
/// slots.</param>
/// <param name="Concurrency">The maximum number of jobs of the type that run at once in all processes together; null for no
/// limit.</param>
/// <param name="Rate">The maximum number of jobs of the type that start in each period, in all processes together; null for no
/// limit.</param>
internal sealed record JobTypeBounds(int? FreeHere, int? Concurrency, JobRate? Rate)
{
    /// <summary>True if the bounds depend on the jobs of all processes, so that the store is needed to apply them.</summary>
    public bool AreShared => Concurrency is not null || Rate is not null;
}
