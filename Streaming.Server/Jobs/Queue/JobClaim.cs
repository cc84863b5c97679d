namespace Streaming.Server.Jobs.Queue;

/// <summary>A request of a worker to receive due jobs from the queue.</summary>
/// <param name="Worker">The name of the worker.</param>
/// <param name="Lease">The duration of the lease: the time for which a claimed job belongs to the worker, unless the worker extends
/// it.</param>
/// <param name="Lowest">The lowest priority of the jobs that the worker accepts.</param>
/// <param name="Highest">The highest priority of the jobs that the worker accepts.</param>
/// <param name="SlotGroups">
/// The groups of job types that share slots (places for one running job each), each with the number of further jobs that the worker can run
/// now.
/// </param>
internal sealed record JobClaim(string Worker, TimeSpan Lease, int Lowest, int Highest, IReadOnlyList<SlotGroup> SlotGroups)
{
    /// <summary>The limits of the job types (concurrency and rate), for those types that have limits.</summary>
    public IReadOnlyDictionary<string, JobTypeBounds> Bounds { get; init; } =
        new Dictionary<string, JobTypeBounds>(StringComparer.Ordinal);
}
