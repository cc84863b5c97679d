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

/// <summary>Serves the events and the results of jobs over HTTP.</summary>
[ApiController]
[AuthorizesInAction]
internal sealed class JobOutputController(
    JobLookup lookup, IJobQueue queue, JobTypeRegistry types, JobFiles files, JobEventStream events,
        StreamLifetime lifetime) : ControllerBase
{
    /// <summary>
    /// Returns the result of a job: JSON, or the file that the job wrote. Range requests are supported, so that a client can resume a
    /// download.
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
                    $"Receive /jobs/{id}/events until the job has succeeded.");
        // The result of a job never changes, but the permission to read it may. A cache must therefore check with the server before it uses
        // its copy again, and must not use the copy for another caller.
        Response.Headers.CacheControl = "private, no-cache";
        if (!types.TryGet(job.Type, out var type) || type.FileOf(result) is not { } file)
            return new FileContentResult(result, "application/json; charset=utf-8");
        return await files.OpenAsync(file.File, cancellationToken) is { } content
            ? File(content.Stream, file.ContentType, file.Name, content.Written, new EntityTagHeaderValue($"\"{job.Id}\""),
                enableRangeProcessing: true)
            : throw new RefusalException(
                RefusalReason.NotFound, "The file does not exist (any more): another machine wrote it, or it is older than Jobs:KeepFor.");
    }

    /// <summary>
    /// Sends the events of a job as server-sent events, from the first event. The stream ends after the job's last event; a browser that
    /// connects again then receives 204 and stops.
    /// </summary>
    /// <param name="id">The id of the job.</param>
    /// <param name="after">The position (<c>epoch-offset</c>) after which the stream starts, as for topics. The default is to start with
    /// the first event of the job.</param>
    /// <param name="lastEventId">The id of the last event that the client has received. It overrides <paramref name="after"/>.</param>
    /// <param name="cancellationToken">Is cancelled when the client disconnects.</param>
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
        var start = string.IsNullOrEmpty(from) ? SubscriptionStart.Earliest : SubscriptionStart.Parse(from);
        if (start.After is { } position && await events.HasEndedAsync(job.Id, position, cancellationToken))
            return NoContent();
        var subscription = await events.SubscribeAsync(job.Id, start, cancellationToken);
        HttpContext.SetStreamTopics(job.Id.Topic);
        Response.RegisterForDisposeAsync(subscription);
        return Ok(events.ReadAsync(job.Id, subscription, cancellationToken));
    }
}
