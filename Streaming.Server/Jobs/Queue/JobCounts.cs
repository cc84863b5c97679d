namespace Streaming.Server.Jobs.Queue;

/// <summary>The numbers of waiting and running jobs of each type in the queue, over all processes.</summary>
/// <param name="Waiting">The number of due jobs of each type that wait for a worker, at most <see cref="MaxCount"/> for each type and
/// priority.</param>
/// <param name="Running">The number of jobs of each type that run in a worker.</param>
/// <param name="OldestDue">The due time of the oldest waiting job (UTC); null if no job waits.</param>
internal sealed record JobCounts(IReadOnlyDictionary<string, long> Waiting, IReadOnlyDictionary<string, long> Running, DateTime? OldestDue)
{
    /// <summary>
    /// The number up to which the store counts jobs of one priority and type. Without this limit, counting a very long queue would take too
    /// much time.
    /// </summary>
    public const int MaxCount = 100_000;

    public static readonly JobCounts Empty = new(
        new Dictionary<string, long>(StringComparer.Ordinal), new Dictionary<string, long>(StringComparer.Ordinal), OldestDue: null);
}
