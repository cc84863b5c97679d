using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Topics;
using Streaming.Server.Http;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Sends the events of jobs to clients over HTTP.</summary>
[ApiController]
[ChecksQueryNames(Also = LastEventId.QueryName)]
[AuthorizesInAction]
internal sealed class JobEventsController(JobLookup lookup, JobEventStream events, StreamLifetime lifetime) : ControllerBase
{
    /// <summary>
    /// Sends the events of a job as server-sent events, beginning with the first event. The stream ends after the job's last event. If the
    /// client then connects again, the response has status 204, after which a browser does not connect again.
    /// </summary>
    /// <param name="id">The id of the job.</param>
    /// <param name="after">The position (<c>epoch-offset</c>) after which the stream starts, as for topics. Without it, the stream starts
    /// with the first event of the job. The id of the last event that the client has received takes precedence.</param>
    /// <param name="cancellationToken">A token that is cancelled when the client disconnects.</param>
    [HttpGet("/jobs/{id}/events")]
    [EventStream]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public async Task<IActionResult> Events(string id, [FromQuery] string? after, CancellationToken cancellationToken)
    {
        lifetime.RefuseWhenStopping();
        var (job, _, _) = await lookup.FindAsync(CallerResolver.Of(HttpContext), TopicAction.Subscribe, id, cancellationToken);
        var from = LastEventId.Of(Request) ?? after;
        var start = string.IsNullOrEmpty(from) ? SubscriptionStart.Earliest : SubscriptionStart.Parse(from);
        if (start.After is { } position && await events.HasEndedAsync(job.Id, position, cancellationToken))
            return NoContent();
        var subscription = await events.SubscribeAsync(job.Id, start, cancellationToken);
        HttpContext.SetStreamTopics(job.Id.Topic);
        Response.RegisterForDisposeAsync(subscription);
        return Ok(events.ReadAsync(job.Id, subscription, cancellationToken));
    }
}
