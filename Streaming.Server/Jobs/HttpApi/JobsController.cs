using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Audit;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Origins;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Topics;
using Streaming.Server.Http;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Lists, cancels and retries jobs over HTTP.</summary>
[ApiController]
[ChecksQueryNames]
[AuthorizesInAction]
internal sealed class JobsController(
    JobClient jobs, JobLookup lookup, JobViews views, PauseProblems pauses, IAuditTrail audit, StoreClock time) : ControllerBase
{
    /// <summary>
    /// Lists jobs, newest first. A caller that may read all jobs (a claim for <c>job:*</c> in its token) receives all jobs. Other callers
    /// receive the jobs that they have enqueued.
    /// </summary>
    /// <param name="state">Lists only jobs in this state.</param>
    /// <param name="type">Lists only jobs of this type.</param>
    /// <param name="olderThan">Lists only jobs that were enqueued at least this long ago, such as <c>1h</c>.</param>
    /// <param name="newerThan">Lists only jobs that were enqueued at most this long ago, such as <c>1h</c>.</param>
    /// <param name="after">The id of a job: only jobs that follow this job in the list are returned. Used to request the next page.</param>
    /// <param name="limit">The maximum number of jobs in the list, 1 to 1000 (default 100).</param>
    /// <param name="cancellationToken">A token that is cancelled when the client disconnects.</param>
    [HttpGet("/jobs")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    public async Task<IEnumerable<JobView>> List(
        [FromQuery] string? state, [FromQuery] string? type, [FromQuery(Name = "older-than")] string? olderThan,
            [FromQuery(Name = "newer-than")] string? newerThan,
        [FromQuery] string? after, [FromQuery] string? limit, CancellationToken cancellationToken)
    {
        var filter = JobFilterQuery.Parse(state, type, olderThan, newerThan, after, limit, time.GetUtcNow().UtcDateTime);
        return await lookup.ListAsync(CallerResolver.Of(HttpContext), filter, cancellationToken);
    }

    /// <summary>Returns one job with its arguments and the errors of its attempts.</summary>
    [HttpGet("/jobs/{id}")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public async Task<JobView> Get(string id, CancellationToken cancellationToken)
    {
        var details = await lookup.FindAsync(CallerResolver.Of(HttpContext), TopicAction.Subscribe, id, cancellationToken);
        return await pauses.AddAsync(details.Job, await views.OfAsync(details, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Cancels a job. A waiting job is cancelled immediately (status 200). If the job is running, its handler receives a request to stop
    /// (status 202).
    /// </summary>
    [HttpDelete("/jobs/{id}")]
    [ProducesResponseType<JobView>(StatusCodes.Status200OK)]
    [ProducesResponseType<JobView>(StatusCodes.Status202Accepted)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict, "application/problem+json")]
    public async Task<IActionResult> Cancel(string id, CancellationToken cancellationToken)
    {
        await lookup.FindAsync(CallerResolver.Of(HttpContext), TopicAction.Administer, id, cancellationToken);
        var job = await jobs.CancelAsync(JobId.Parse(id), cancellationToken);
        audit.Add(AuditEntry.Of(HttpContext, "cancelled", $"Job {id} of type {job.Type} was cancelled."));
        var view = await views.OfAsync(job, cancellationToken);
        return StatusCode(job.HasEnded ? StatusCodes.Status200OK : StatusCodes.Status202Accepted, view);
    }

    /// <summary>Queues a failed or cancelled job again, with its full number of attempts.</summary>
    [HttpPost("/jobs/{id}/retry")]
    [ProducesResponseType<JobView>(StatusCodes.Status202Accepted)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict, "application/problem+json")]
    public async Task<IActionResult> Retry(string id, CancellationToken cancellationToken)
    {
        await lookup.AuthorizeRetryAsync(CallerResolver.Of(HttpContext), id, cancellationToken);
        var job = await jobs.RetryAsync(JobId.Parse(id), cancellationToken);
        audit.Add(AuditEntry.Of(HttpContext, "retried", $"Job {id} of type {job.Type} was queued again."));
        return Accepted(PublicPath.Of(Request, $"/jobs/{job.Id}"), await views.OfAsync(job, cancellationToken));
    }
}
