using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Creates the sentence about a job that waits for other jobs, for the property <c>problem</c> of the job.</summary>
internal static class WaitProblem
{
    /// <summary>Returns the sentence; null if the job does not wait for other jobs.</summary>
    /// <param name="job">The job.</param>
    /// <param name="waitsFor">The first of the jobs for which it waits; empty if they are not known.</param>
    public static string? Of(Job job, IReadOnlyList<JobId> waitsFor)
    {
        if (job is not { State: JobState.Queued, Links.IsBlocked: true })
            return null;
        if (job.Links is { Behind: { } behind, Waits: 1 })
            return $"The job waits for job {behind}, which has the same key.";
        var others = job.Links.Waits - waitsFor.Count;
        if (waitsFor.Count == 0)
            return $"The job waits for {Count(others)}.";
        var named = $"The job waits for {(waitsFor.Count == 1 ? "job" : "jobs")} {string.Join(", ", waitsFor)}";
        return others > 0 ? $"{named} and {Count(others)}." : $"{named}.";
    }

    private static string Count(int number) => number == 1 ? "one other job" : $"{number} other jobs";
}
