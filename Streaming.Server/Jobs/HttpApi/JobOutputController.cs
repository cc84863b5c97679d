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

/// <summary>The output of jobs over HTTP: events and results.</summary>
[ApiController]
[AuthorizesInAction]
internal sealed class JobOutputController(
    JobLookup lookup, IJobQueue queue, JobTypeRegistry types, JobFiles files, JobEventStream events,
        StreamLifetime lifetime) : ControllerBase
{
    /// <summary>
    /// The job's result: JSON, or the file that the job wrote. Range requests are supported, so that a client can resume a download.
    /// </summary>
    [HttpGet("/jobs/{id}/result")]
    [Download]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict, "application/problem+json")]
    public async Task<IActionResult> Result(string id, CancellationToken cancellationToken)
    {
        var (job, _, _) = await lookup.FindAsync(CallerResolver.Of(HttpContext), TopicAction.Subscribe, id, cancellationToken);
        if (await queue.ReadResultAsync(job.Id, cancellationToken) is not { } result)
            throw new RefusalException(
                RefusalReason.Conflict,
                $"Job {id} is {JobClient.StateOf(job)}; only a job that has succeeded has a result. " +
                    $"Follow /jobs/{id}/events until it has.");
        // The result never changes, but permissions do: caches must revalidate their copy and must not share it.
        Response.Headers.CacheControl = "private, no-cache";
        if (!types.TryGet(job.Type, out var type) || type.FileOf(result) is not { } file)
            return new FileContentResult(result, "application/json; charset=utf-8");
        var path = files.PathOf(file.File);
        var written = new DateTimeOffset(System.IO.File.GetLastWriteTimeUtc(path), TimeSpan.Zero);
        return System.IO.File.Exists(path)
            ? PhysicalFile(path, file.ContentType, file.Name, written, new EntityTagHeaderValue($"\"{job.Id}\""),
                enableRangeProcessing: true)
            : throw new RefusalException(
                RefusalReason.NotFound, "The file is gone: it was made on another machine, or is older than files are kept.");
    }

    /// <summary>
    /// The job's events as server-sent events, from the first one. The stream ends after the job's last event; a browser that connects
    /// again receives 204 and stops.
    /// </summary>
    /// <param name="id">The job's id.</param>
    /// <param name="after">The start position, in the same form as for topics. The default is the job's first event.</param>
    /// <param name="lastEventId">The id of the last event that the client received. It overrides <paramref name="after"/>.</param>
    /// <param name="cancellationToken">Cancelled when the client disconnects.</param>
    [HttpGet("/jobs/{id}/events")]
    [EventStream]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public async Task<IActionResult> Events(
        string id, [FromQuery] string? after, [FromHeader(Name = "Last-Event-ID")] string? lastEventId, CancellationToken cancellationToken)
    {
        lifetime.RefuseWhenStopping();
        var (job, _, _) = await lookup.FindAsync(CallerResolver.Of(HttpContext), TopicAction.Subscribe, id, cancellationToken);
        var from = string.IsNullOrEmpty(lastEventId) ? after : lastEventId;
        var start = string.IsNullOrEmpty(from) ? StartAt.Earliest : StartAt.Parse(from);
        if (start.After is { } position && await events.IsOverAsync(job.Id, position, cancellationToken))
            return NoContent();
        var subscription = await events.SubscribeAsync(job.Id, start, cancellationToken);
        HttpContext.SetStreamTopics(job.Id.Topic);
        Response.RegisterForDisposeAsync(subscription);
        return Ok(events.ReadAsync(job.Id, subscription, cancellationToken));
    }
}
