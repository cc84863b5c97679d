using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Adds a sentence to the JSON form of a waiting job that does not start because of a pause.</summary>
internal sealed class PauseProblems(IJobQueue queue)
{
    /// <summary>
    /// Returns the JSON form of a job. If a pause prevents the job from starting and the job has no other problem, a sentence about the
    /// pause is added.
    /// </summary>
    public async ValueTask<JobView> AddAsync(Job job, JobView view, CancellationToken cancellationToken) =>
        job.State == JobState.Queued ? Add(job, view, await queue.ReadPausesAsync(cancellationToken)) : view;

    /// <inheritdoc cref="AddAsync(Job, JobView, CancellationToken)"/>
    public static JobView Add(Job job, JobView view, JobPauses pauses) =>
        view.Problem is null && pauses.ProblemOf(job) is { } problem ? view with { Problem = problem } : view;
}
