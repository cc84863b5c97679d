using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Creates the JSON form of jobs for responses of the HTTP API.</summary>
internal sealed class JobViews(JobProblems problems)
{
    /// <summary>Returns the JSON form of a job without its arguments and errors.</summary>
    public async ValueTask<JobView> OfAsync(Job job, CancellationToken cancellationToken) =>
        JobView.Of(job, WaitProblem.Of(job, []) ?? await problems.OfAsync(job, cancellationToken));

    /// <summary>Returns the JSON form of a job with its arguments and the errors of its attempts.</summary>
    public async ValueTask<JobView> OfAsync(JobDetails job, CancellationToken cancellationToken) =>
        JobView.Of(job, WaitProblem.Of(job.Job, job.WaitsFor) ?? await problems.OfAsync(job.Job, cancellationToken));
}
