namespace Streaming.Server.Jobs.Queue;

/// <summary>Contains the numbers of the jobs in the queue.</summary>
/// <param name="Types">The numbers of each type that has jobs, ordered by type.</param>
/// <param name="IsComplete">True if all jobs are counted. False if there are more than 100,000 waiting or more than 100,000 ended jobs: of
/// the waiting jobs those of the highest priorities are counted, and of the ended jobs those that ended last.</param>
internal sealed record JobStats(IReadOnlyList<JobTypeStats> Types, bool IsComplete)
{
    /// <summary>The maximum number of waiting jobs, and of ended jobs, that are counted.</summary>
    public const int MaxCounted = 100_000;

    /// <summary>Creates the numbers of each type from the counts that a store has read.</summary>
    /// <param name="counts">The counts, each of one type and state. Only waiting jobs may be delayed (not due yet). Counts of jobs that
    /// are not of the requested owner only show whether the limit is reached.</param>
    public static JobStats Of(IReadOnlyList<JobStatsCount> counts) => new(
        [
            .. counts.Where(count => count.IsOwn).GroupBy(count => count.Type, StringComparer.Ordinal)
                .OrderBy(type => type.Key, StringComparer.Ordinal).Select(type => JobTypeStats.Of(type.Key, type)),
        ],
        IsBelow(counts.Where(count => count.State == JobState.Queued)) && IsBelow(counts.Where(count => count.State > JobState.Running)));

    private static bool IsBelow(IEnumerable<JobStatsCount> counts) => counts.Sum(count => count.Count) < MaxCounted;
}
