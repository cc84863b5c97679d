namespace Streaming.Server.Jobs.Queue;

/// <summary>The numbers of jobs of each type in the queue, over all processes.</summary>
/// <param name="Waiting">Due jobs that wait for a worker, by type; at most <see cref="Most"/> of each type and priority.</param>
/// <param name="Running">Jobs that run in a worker, by type.</param>
/// <param name="OldestDue">The due time of the oldest waiting job; null if no job waits.</param>
internal sealed record JobCounts(IReadOnlyDictionary<string, long> Waiting, IReadOnlyDictionary<string, long> Running, DateTime? OldestDue)
{
    /// <summary>Counting stops here, so that a long backlog costs no more than a short one.</summary>
    public const int Most = 100_000;

    public static readonly JobCounts Empty = new(
        new Dictionary<string, long>(StringComparer.Ordinal), new Dictionary<string, long>(StringComparer.Ordinal), OldestDue: null);
}
