using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Origins;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;
using Streaming.Server.Core.Topics;
using Streaming.Server.Http;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Sends the results of jobs to clients over HTTP.</summary>
[ApiController]
[ChecksQueryNames]
[AuthorizesInAction]
internal sealed class JobResultController(
    JobLookup lookup, JobEndWaiter waiter, JobResults results, JobViews views, StreamLifetime lifetime,
    IOptions<JobOptions> options) : ControllerBase
{
    /// <summary>
    /// Returns the result of a job: JSON, or the file that the job wrote. Range requests are supported, so that a client can resume a
    /// download. If the job has succeeded without a result, the status is 204. If the job has failed or was cancelled, the status is 409,
    /// with the reason.
    /// </summary>
    /// <param name="id">The id of the job.</param>
    /// <param name="wait">The longest time to wait for the end of the job, such as <c>30s</c>, at most <c>Jobs:MaxResultWait</c> (default 1
    /// min). If the job has not ended in this time, the response is the job with status 202, and the client can send the request again.
    /// Without this parameter the request does not wait; the status is 409 if the job has not ended.</param>
    /// <param name="cancellationToken">A token that is cancelled when the client disconnects.</param>
    [HttpGet("/jobs/{id}/result")]
    [Download]
    [ProducesResponseType(StatusCodes.Status200OK)]
    [ProducesResponseType<JobView>(StatusCodes.Status202Accepted)]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict, "application/problem+json")]
    public async Task<IActionResult> Result(string id, [FromQuery] string? wait, CancellationToken cancellationToken)
    {
        var longest = string.IsNullOrEmpty(wait) ? (TimeSpan?)null : Longest(wait);
        var details = await lookup.FindAsync(CallerResolver.Of(HttpContext), TopicAction.Subscribe, id, cancellationToken);
        if (longest is { } limit && !details.Job.HasEnded)
        {
            details = await WaitAsync(details, limit) ?? throw JobOutcome.NotFound(details.Job.Id);
            if (!details.Job.HasEnded)
                return Accepted(PublicPath.Of(Request, $"/jobs/{id}"), await views.OfAsync(details, cancellationToken));
        }

        // The result of a job never changes, but the permission to read the result may change. So a cache must ask the server before it
        // uses its copy again, and must not use the copy for another caller.
        Response.Headers.CacheControl = "private, no-cache";
        return await results.OfAsync(details, cancellationToken);
    }

    private TimeSpan Longest(string wait)
    {
        var longest = Duration.Parse(wait, "wait");
        return longest <= options.Value.MaxResultWait
            ? longest
            : throw RefusalException.Invalid(
                $"The wait is longer than the limit; give at most {Duration.Format(options.Value.MaxResultWait)} " +
                "(Jobs:MaxResultWait), and send the request again.");
    }

    // Waits for the end of the job. If the server stops, the wait ends early, and the client receives the current state of the job.
    private async Task<JobDetails?> WaitAsync(JobDetails details, TimeSpan limit)
    {
        using var ending = lifetime.Begin(HttpContext);
        try
        {
            return await waiter.WaitAsync(details.Job.Id, limit, ending.Token);
        }
        catch (OperationCanceledException) when (!HttpContext.RequestAborted.IsCancellationRequested)
        {
            return details;
        }
    }
}
