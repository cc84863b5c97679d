using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Streaming.Server.Access.Audit;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Origins;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Http;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;
using Streaming.Server.Publishing;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Jobs over HTTP.</summary>
[ApiController]
[AuthorizesInAction]
public sealed class JobsController : ControllerBase
{
    private readonly JobClient _jobs;
    private readonly IJobQueue _queue;
    private readonly JobTypeRegistry _types;
    private readonly JobAccess _access;
    private readonly OverdueHandlers _overdue;
    private readonly IAuditTrail _audit;
    private readonly TimeProvider _time;

    /// <summary>Takes what it needs from the container.</summary>
    public JobsController(JobClient jobs, IAuditTrail audit, IServiceProvider services, TimeProvider time)
    {
        (_jobs, _audit, _time) = (jobs, audit, time);
        _overdue = services.GetRequiredService<OverdueHandlers>();
        (_queue, _types, _access) = (services.GetRequiredService<IJobQueue>(), services.GetRequiredService<JobTypeRegistry>(), services.GetRequiredService<JobAccess>());
    }

    /// <summary>Enqueues a job: <c>{"type":…,"arguments":{…},"priority":…,"due":…|"delay":…,"timeLimit":…,"attempts":…}</c>. <c>Idempotency-Key</c>: the same key of the same caller within 24 h is the same job, and with another body 422.</summary>
    [HttpPost("/jobs")]
    [RawBody]
    [ProducesResponseType<JobView>(StatusCodes.Status202Accepted)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status422UnprocessableEntity, "application/problem+json")]
    public async Task<IActionResult> Enqueue(CancellationToken cancellationToken)
    {
        var request = JobRequest.Parse((await BodyReader.ReadAsync(Request, _jobs.RefuseLargeBody, cancellationToken)).Span);
        var name = IdempotencyHeader.KeyOf(Request);
        var arguments = request.Arguments is { } given ? JobJson.Write(given) : "{}"u8.ToArray();
        var caller = CallerResolver.Of(HttpContext);
        _access.DemandType(caller, request.Type);
        var key = name is null ? null : IdempotencyScope.OfCaller(caller, IdempotencyScope.Enqueue, request.Type, name, request.Hash());
        var prepared = _jobs.Prepare(request.Type, arguments, request.Options(_time.GetUtcNow()) with { Key = key, Owner = caller.Identity, Origin = caller.Name });
        _access.DemandArguments(caller, prepared);
        var job = await _jobs.EnqueueAsync(prepared, cancellationToken);
        return Accepted(PublicPath.Of(Request, $"/jobs/{job.Id}"), JobView.Of(job, _types));
    }

    /// <summary>Jobs, newest first: all of them for who may read all (<c>job:*</c>), else those that the caller has enqueued.</summary>
    /// <param name="state">Only in this state.</param>
    /// <param name="type">Only of this type.</param>
    /// <param name="olderThan">Only made at least so long ago, such as <c>1h</c>.</param>
    /// <param name="newerThan">Only made within this time.</param>
    /// <param name="after">Only what follows this id in the list: the next page.</param>
    /// <param name="limit">At most so many: 1 to 1000, 100 if not said.</param>
    /// <param name="cancellationToken">The client's leaving.</param>
    [HttpGet("/jobs")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    public async Task<IEnumerable<JobView>> List(
        [FromQuery] string? state, [FromQuery] string? type, [FromQuery(Name = "older-than")] string? olderThan, [FromQuery(Name = "newer-than")] string? newerThan,
        [FromQuery] string? after, [FromQuery] string? limit, CancellationToken cancellationToken)
    {
        var filter = JobFilterQuery.Parse(state, type, olderThan, newerThan, after, limit, _time.GetUtcNow().UtcDateTime);
        var caller = CallerResolver.Of(HttpContext);
        return (await _queue.ListAsync(_access.Narrow(caller, filter), cancellationToken)).Select(job => _access.InList(caller, job));
    }

    /// <summary>One job with its arguments and every attempt's error.</summary>
    [HttpGet("/jobs/{id}")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public async Task<JobView> Get(string id, CancellationToken cancellationToken) => JobView.Of(await FindAsync(JobId.Parse(id), TopicAction.Subscribe, cancellationToken), _types, _overdue);

    /// <summary>Cancels a job: at once if it waits (200); if it runs, it is told to stop (202).</summary>
    [HttpDelete("/jobs/{id}")]
    [ProducesResponseType<JobView>(StatusCodes.Status200OK)]
    [ProducesResponseType<JobView>(StatusCodes.Status202Accepted)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict, "application/problem+json")]
    public async Task<IActionResult> Cancel(string id, CancellationToken cancellationToken)
    {
        await FindAsync(JobId.Parse(id), TopicAction.Administer, cancellationToken);
        var job = await _jobs.CancelAsync(JobId.Parse(id), cancellationToken);
        _audit.Note(AuditEntry.Of(HttpContext, "cancelled", $"Job {id} of type {job.Type} was cancelled."));
        return StatusCode(job.HasEnded ? StatusCodes.Status200OK : StatusCodes.Status202Accepted, JobView.Of(job, _types));
    }

    /// <summary>Queues a failed or cancelled job again, with all its attempts.</summary>
    [HttpPost("/jobs/{id}/retry")]
    [ProducesResponseType<JobView>(StatusCodes.Status202Accepted)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict, "application/problem+json")]
    public async Task<IActionResult> Retry(string id, CancellationToken cancellationToken)
    {
        await FindAsync(JobId.Parse(id), TopicAction.Administer, cancellationToken);
        var job = await _jobs.RetryAsync(JobId.Parse(id), cancellationToken);
        _audit.Note(AuditEntry.Of(HttpContext, "retried", $"Job {id} of type {job.Type} was queued again."));
        return Accepted(PublicPath.Of(Request, $"/jobs/{job.Id}"), JobView.Of(job, _types));
    }

    /// <summary>The job's result: JSON, or the file that it made (with ranges, so that a broken download goes on).</summary>
    [HttpGet("/jobs/{id}/result")]
    [Download]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict, "application/problem+json")]
    public async Task<IActionResult> Result(string id, CancellationToken cancellationToken)
    {
        var (job, _, _) = await FindAsync(JobId.Parse(id), TopicAction.Subscribe, cancellationToken);
        if (await _queue.ReadResultAsync(job.Id, cancellationToken) is not { } result)
            throw new RefusalException(RefusalReason.Conflict, $"Job {id} is {JobClient.StateOf(job)}; only a job that has succeeded has a result. Follow /jobs/{id}/events until it has.");
        // It never changes, but who may have it does: a copy is asked for again, and not shared.
        Response.Headers.CacheControl = "private, no-cache";
        if (!_types.TryGet(job.Type, out var type) || type.FileOf(result) is not { } file)
            return new FileContentResult(result, "application/json; charset=utf-8");
        var path = HttpContext.RequestServices.GetRequiredService<JobFiles>().PathOf(file.File);
        var written = new DateTimeOffset(System.IO.File.GetLastWriteTimeUtc(path), TimeSpan.Zero);
        return System.IO.File.Exists(path)
            ? PhysicalFile(path, file.ContentType, file.Name, written, new EntityTagHeaderValue($"\"{job.Id}\""), enableRangeProcessing: true)
            : throw new RefusalException(RefusalReason.NotFound, "The file is gone: it was made on another machine, or is older than files are kept.");
    }

    /// <summary>The job's life as server-sent events, from its beginning; the stream ends by itself after the last one. A browser that connects again then hears 204 and stays away.</summary>
    /// <param name="id">The job.</param>
    /// <param name="after">As for topics; from the beginning if not said.</param>
    /// <param name="lastEventId">Where the reader stopped; it wins over <paramref name="after"/>.</param>
    /// <param name="cancellationToken">The client's leaving.</param>
    [HttpGet("/jobs/{id}/events")]
    [EventStream]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public async Task<IActionResult> Events(string id, [FromQuery] string? after, [FromHeader(Name = "Last-Event-ID")] string? lastEventId, CancellationToken cancellationToken)
    {
        var services = HttpContext.RequestServices;
        services.GetRequiredService<StreamLifetime>().RefuseWhenStopping();
        var (job, _, _) = await FindAsync(JobId.Parse(id), TopicAction.Subscribe, cancellationToken);
        var from = string.IsNullOrEmpty(lastEventId) ? after : lastEventId;
        var start = string.IsNullOrEmpty(from) ? StartAt.Earliest : StartAt.Parse(from);
        var events = services.GetRequiredService<JobEventStream>();
        if (start.After is { } position && await events.IsOverAsync(job.Id, position, cancellationToken))
            return NoContent();
        var subscription = await services.GetRequiredService<TopicRegistry>().SubscribeAsync(job.Id.Topic, start, cancellationToken);
        HttpContext.SetStreamTopics(job.Id.Topic);
        Response.RegisterForDisposeAsync(subscription);
        return Ok(events.ReadAsync(job.Id, subscription, cancellationToken));
    }

    // Callers without access get the same response whether or not the job exists.
    private async Task<JobDetails> FindAsync(JobId id, TopicAction action, CancellationToken cancellationToken)
    {
        var details = await _queue.FindAsync(id, cancellationToken);
        _access.Demand(CallerResolver.Of(HttpContext), action, id, details);
        return details ?? throw new RefusalException(RefusalReason.NotFound, $"There is no job {id} (any more).");
    }
}
