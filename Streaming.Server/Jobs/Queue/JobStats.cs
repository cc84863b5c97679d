namespace Streaming.Server.Jobs.Queue;

/// <summary>Contains the numbers of jobs in the queue, by type and state.</summary>
/// <param name="Types">The numbers of jobs of each type that has jobs, ordered by the name of the type.</param>
/// <param name="IsComplete">True if all jobs are counted. False if there are more than 100,000 waiting jobs or more than 100,000 ended
/// jobs. Of the waiting jobs, those with the highest priorities are then counted, and of the ended jobs, those that ended last.</param>
internal sealed record JobStats(IReadOnlyList<JobTypeStats> Types, bool IsComplete)
{
    /// <summary>The maximum number of waiting jobs that are counted; also the maximum number of ended jobs that are counted.</summary>
    public const int MaxCounted = 100_000;

    /// <summary>Creates the numbers of jobs of each type from the counts that a store has read.</summary>
    /// <param name="counts">
    /// The counts, each for the jobs of one type in one state. Only waiting jobs can be delayed (not due yet). Jobs of other owners than
    /// the requested one are used only to determine whether the limit of counted jobs is reached.
    /// </param>
    public static JobStats Of(IReadOnlyList<JobStatsCount> counts) => new(
        [
            .. counts.Where(count => count.IsOwn).GroupBy(count => count.Type, StringComparer.Ordinal)
                .OrderBy(type => type.Key, StringComparer.Ordinal).Select(type => JobTypeStats.Of(type.Key, type)),
        ],
        IsBelow(counts.Where(count => count.State == JobState.Queued)) && IsBelow(counts.Where(count => count.State > JobState.Running)));

    private static bool IsBelow(IEnumerable<JobStatsCount> counts) => counts.Sum(count => count.Count) < MaxCounted;
}
