using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Audit;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Http;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Counts jobs, and cancels or retries several jobs at once, over HTTP.</summary>
[ApiController]
[ChecksQueryNames]
[AuthorizesInAction]
internal sealed class JobBulkController(JobBulk bulk, JobStatsReader stats, IAuditTrail audit, StoreClock time) : ControllerBase
{
    /// <summary>
    /// Cancels the waiting or running jobs that match a filter, newest first, up to 1,000 with each request. If the caller has the
    /// permission to administer <c>job:*</c>, jobs of all callers are cancelled; otherwise only the caller's own jobs.
    /// </summary>
    /// <param name="state">The state of the jobs to cancel: <c>queued</c> or <c>running</c>. This parameter is required.</param>
    /// <param name="type">The type of the jobs to cancel; without it, jobs of all types are cancelled.</param>
    /// <param name="olderThan">Cancels only jobs that were enqueued at least this long ago, such as <c>1h</c>.</param>
    /// <param name="newerThan">Cancels only jobs that were enqueued at most this long ago, such as <c>1h</c>.</param>
    /// <param name="after">The value of <c>next</c> in the previous response, to continue after the jobs of that response.</param>
    /// <param name="limit">The maximum number of jobs to cancel, 1 to 1000 (default 1000).</param>
    /// <param name="cancellationToken">A token that is cancelled when the client disconnects.</param>
    [HttpDelete("/jobs")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    public async Task<JobsChanged> Cancel(
        [FromQuery] string? state, [FromQuery] string? type, [FromQuery(Name = "older-than")] string? olderThan,
        [FromQuery(Name = "newer-than")] string? newerThan, [FromQuery] string? after, [FromQuery] string? limit,
        CancellationToken cancellationToken)
    {
        var filter = Filter(state, type, olderThan, newerThan, after, limit);
        return await bulk.CancelAsync(
            CallerResolver.Of(HttpContext), filter, changed => Audit("cancelled", filter, changed), cancellationToken);
    }

    /// <summary>
    /// Queues the failed or cancelled jobs that match a filter again, newest first, up to 1,000 with each request. If the caller has the
    /// permission to administer <c>job:*</c>, jobs of all callers are queued; otherwise only the caller's own jobs.
    /// </summary>
    /// <param name="state">The state of the jobs to queue again: <c>failed</c> or <c>cancelled</c>. This parameter is required.</param>
    /// <param name="type">The type of the jobs to queue again; without it, jobs of all types are queued.</param>
    /// <param name="olderThan">Queues only jobs that were enqueued at least this long ago, such as <c>1h</c>.</param>
    /// <param name="newerThan">Queues only jobs that were enqueued at most this long ago, such as <c>1h</c>.</param>
    /// <param name="after">The value of <c>next</c> in the previous response, to continue after the jobs of that response.</param>
    /// <param name="limit">The maximum number of jobs to queue again, 1 to 1000 (default 1000).</param>
    /// <param name="cancellationToken">A token that is cancelled when the client disconnects.</param>
    [HttpPost("/jobs/retry")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    public async Task<JobsChanged> Retry(
        [FromQuery] string? state, [FromQuery] string? type, [FromQuery(Name = "older-than")] string? olderThan,
        [FromQuery(Name = "newer-than")] string? newerThan, [FromQuery] string? after, [FromQuery] string? limit,
        CancellationToken cancellationToken)
    {
        var filter = Filter(state, type, olderThan, newerThan, after, limit);
        return await bulk.RetryAsync(
            CallerResolver.Of(HttpContext), filter, changed => Audit("retried", filter, changed), cancellationToken);
    }

    /// <summary>
    /// Returns the numbers of jobs of each type in each state. If the caller may read all jobs (a claim for <c>job:*</c>), all jobs are
    /// counted; otherwise only the jobs that the caller has enqueued.
    /// </summary>
    [HttpGet("/jobs/stats")]
    public Task<JobStats> Stats(CancellationToken cancellationToken) =>
        stats.ReadAsync(CallerResolver.Of(HttpContext), cancellationToken);

    private JobFilter Filter(string? state, string? type, string? olderThan, string? newerThan, string? after, string? limit) =>
        JobFilterQuery.Parse(state, type, olderThan, newerThan, after,
            string.IsNullOrEmpty(limit) ? JobBulk.MaxJobs.ToString(CultureInfo.InvariantCulture) : limit, time.GetUtcNow().UtcDateTime);

    private void Audit(string kind, JobFilter filter, int changed)
    {
        var of = filter.Type is null ? "all types" : $"type {filter.Type}";
        var jobs = $"{filter.State.ToString()?.ToLowerInvariant()} {(changed == 1 ? "job" : "jobs")} of {of}";
        audit.Add(AuditEntry.Of(HttpContext, kind, $"{changed} {jobs} {(changed == 1 ? "was" : "were")} {kind}."));
    }
}
