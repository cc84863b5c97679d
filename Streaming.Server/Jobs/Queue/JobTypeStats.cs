namespace Streaming.Server.Jobs.Queue;

/// <summary>Contains the numbers of jobs of one type in each state.</summary>
/// <param name="Type">The type of the jobs.</param>
/// <param name="Queued">The number of waiting jobs, including those that are not due yet.</param>
/// <param name="Delayed">The number of waiting jobs that are not due yet.</param>
/// <param name="Running">The number of running jobs.</param>
/// <param name="Succeeded">The number of jobs that have succeeded and are not deleted yet.</param>
/// <param name="Failed">The number of jobs that have failed and are not deleted yet.</param>
/// <param name="Cancelled">The number of jobs that were cancelled and are not deleted yet.</param>
internal sealed record JobTypeStats(
    string Type, long Queued, long Delayed, long Running, long Succeeded, long Failed, long Cancelled)
{
    public static JobTypeStats Of(string type, IEnumerable<JobStatsCount> counts)
    {
        var all = counts.ToList();
        return new JobTypeStats(
            type, In(JobState.Queued), all.Where(count => count.IsDelayed).Sum(count => count.Count), In(JobState.Running),
            In(JobState.Succeeded), In(JobState.Failed), In(JobState.Cancelled));

        long In(JobState state) => all.Where(count => count.State == state).Sum(count => count.Count);
    }
}
