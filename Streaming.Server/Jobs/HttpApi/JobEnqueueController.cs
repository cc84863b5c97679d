using System.Net.Mime;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Access.Origins;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Http;
using Streaming.Server.Publishing;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Enqueues one or several jobs over HTTP.</summary>
[ApiController]
[ChecksQueryNames]
[AuthorizesInAction]
internal sealed class JobEnqueueController(
    JobClient jobs, JobEnqueuer enqueuer, JobViews views, IOptions<JobOptions> options, IOptions<PublishingOptions> publishing)
    : ControllerBase
{
    // The maximum size of a job's properties other than its arguments, which have their own limit (Jobs:MaxArgumentBytes).
    private const int MaxOtherBytes = 4_096;

    /// <summary>
    /// Enqueues a job: <c>{"type":…,"arguments":{…},"priority":…,"due":…|"delay":…,"timeLimit":…,"attempts":…}</c>. With <c>key</c>, at
    /// most one job of the type and key runs at a time, and <c>whenKeyExists</c> determines what happens to a second one (by default it
    /// is refused with status 409). With <c>after</c>, the job starts when other jobs have ended as <c>afterOutcome</c> states. If the
    /// caller repeats the request with the same header <c>Idempotency-Key</c> within 24 hours, the response describes the same job. If the
    /// body differs, the request is refused with status 422. A JSON array enqueues up to 1,000 jobs, all of them or none. NDJSON (one job
    /// on each line) enqueues up to 10,000 jobs; a refused line does not affect the other lines.
    /// </summary>
    [HttpPost("/jobs")]
    [RawBody]
    [ProducesResponseType<JobView>(StatusCodes.Status202Accepted)]
    [ProducesResponseType(StatusCodes.Status207MultiStatus)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status422UnprocessableEntity, "application/problem+json")]
    public async Task<IActionResult> Enqueue(CancellationToken cancellationToken)
    {
        var caller = CallerResolver.Of(HttpContext);
        if (JobBody.IsLines(Request))
            return await EnqueueLinesAsync(caller, cancellationToken);
        if (await JobBody.IsArrayAsync(Request.BodyReader, cancellationToken))
            return await EnqueueArrayAsync(caller, cancellationToken);
        var request = JobRequest.Parse((await BodyReader.ReadAsync(Request, jobs.RefuseLargeBody, cancellationToken)).Span);
        var job = await enqueuer.EnqueueAsync(caller, request, IdempotencyHeader.KeyOf(Request), number: 0, cancellationToken);
        return Accepted(PublicPath.Of(Request, $"/jobs/{job.Id}"), await views.OfAsync(job, cancellationToken));
    }

    private async Task<IActionResult> EnqueueArrayAsync(Caller caller, CancellationToken cancellationToken)
    {
        var requests = JobRequest.ParseArray((await BodyReader.ReadAsync(Request, RefuseLargeArray, cancellationToken)).Span);
        var enqueued = await enqueuer.EnqueueAllAsync(caller, requests, IdempotencyHeader.KeyOf(Request), cancellationToken);
        var list = new List<JobView>(enqueued.Count);
        foreach (var job in enqueued)
            list.Add(await views.OfAsync(job, cancellationToken));
        return new ObjectResult(list)
        {
            StatusCode = StatusCodes.Status207MultiStatus,
            ContentTypes = { MediaTypeNames.Application.Json },
        };
    }

    private async Task<IActionResult> EnqueueLinesAsync(Caller caller, CancellationToken cancellationToken)
    {
        // The size of the body is not limited, because the number and the length of its lines are limited, and only some lines at a time
        // are in memory. The client may pause between its lines, so the request counts as an open stream, like an upload of messages.
        using var slot = HttpContext.OpenUpload();
        LimitedBody.Of(HttpContext)?.StreamLines(publishing.Value.UploadIdle);
        if (HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (HttpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        var (maxLine, maxSkipped) = (options.Value.MaxArgumentBytes + MaxOtherBytes, options.Value.MaxBatchBytes);
        var lines = new JobLines(enqueuer, caller, IdempotencyHeader.KeyOf(Request), maxLine, maxSkipped);
        var results = await lines.EnqueueAsync(Request.BodyReader, cancellationToken);
        if (results.Count == 0)
            throw RefusalException.Invalid("The body has no job; send one job in JSON on each line.");
        Response.StatusCode = StatusCodes.Status207MultiStatus;
        return new FileContentResult(
            [.. results.SelectMany(result => JobJson.Write(result).Append((byte)'\n'))],
            JobBody.Ndjson);
    }

    private void RefuseLargeArray(long bytes)
    {
        if (bytes > options.Value.MaxBatchBytes)
            throw RefusalException.TooLarge(
                "Jobs:MaxBatchBytes",
                $"The body is larger than {options.Value.MaxBatchBytes} bytes, the limit of an array of jobs; send less, or send one job " +
                "on each line as application/x-ndjson.");
    }
}
