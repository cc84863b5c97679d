namespace Streaming.Server.Jobs.Queue;

/// <summary>How many jobs of each type the queue has, of all processes.</summary>
/// <param name="Waiting">Jobs that are due and wait for a worker, by type; at most <see cref="Most"/> of each type and priority.</param>
/// <param name="Running">Jobs that a worker has, by type.</param>
/// <param name="OldestDue">Since when the job waits that was due first; null if none waits.</param>
internal sealed record JobCounts(IReadOnlyDictionary<string, long> Waiting, IReadOnlyDictionary<string, long> Running, DateTime? OldestDue)
{
    /// <summary>Counting stops here, so that a long backlog costs no more than a short one.</summary>
    public const int Most = 100_000;

    public static readonly JobCounts Empty = new(new Dictionary<string, long>(StringComparer.Ordinal), new Dictionary<string, long>(StringComparer.Ordinal), OldestDue: null);
}
