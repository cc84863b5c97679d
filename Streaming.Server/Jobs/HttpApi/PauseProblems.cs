using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Adds to the JSON form of waiting jobs the pause that keeps them from starting.</summary>
internal sealed class PauseProblems(IJobQueue queue)
{
    /// <summary>Returns the JSON form of a job with the sentence about its pause, if it has no other problem.</summary>
    public async ValueTask<JobView> AddAsync(Job job, JobView view, CancellationToken cancellationToken) =>
        job.State == JobState.Queued ? Add(job, view, await queue.ReadPausesAsync(cancellationToken)) : view;

    /// <inheritdoc cref="AddAsync(Job, JobView, CancellationToken)"/>
    public static JobView Add(Job job, JobView view, JobPauses pauses) =>
        view.Problem is null && pauses.ProblemOf(job) is { } problem ? view with { Problem = problem } : view;
}
