using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>
/// Creates a sentence about a job that waits for other jobs. The sentence is the value of the job's property <c>problem</c>.
/// </summary>
internal static class WaitProblem
{
    /// <summary>Returns the sentence about a job that waits for other jobs; null if the job does not wait for others.</summary>
    /// <param name="job">The job.</param>
    /// <param name="waitsFor">Some of the jobs for which the job waits; empty if they are unknown.</param>
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
