using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs.Queue;

/// <summary>The limits of one job type that apply to a claim (a worker's request for due jobs).</summary>
/// <param name="FreeHere">The number of further jobs of the type that may run in the process of the worker. Null if only the number of
/// slots is a limit.</param>
/// <param name="Concurrency">The maximum number of jobs of the type that run at the same time, in all processes together; null for no
/// limit.</param>
/// <param name="Rate">The maximum number of jobs of the type that start in each period, in all processes together; null for no
/// limit.</param>
internal sealed record JobTypeBounds(int? FreeHere, int? Concurrency, JobRate? Rate)
{
    /// <summary>True if a limit applies to the jobs of all processes together, so that their number must be read from the store.</summary>
    public bool AreShared => Concurrency is not null || Rate is not null;
}
