using System.Net.Mime;
using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Audit;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;
using Streaming.Server.Http;
using Streaming.Server.Publishing;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>Lists, creates, closes and deletes topics, returns their state, and deletes their old messages, over HTTP.</summary>
[ApiController]
[ChecksQueryNames]
internal sealed class TopicsController(TopicRegistry topics, Publisher publisher, TopicSearch search, IAuditTrail audit)
    : ControllerBase
{
    private const int MaxBody = 4_096;

    /// <summary>
    /// Returns the topics that the caller may read, in the order of their names. A topic that has never had a message is listed only if it
    /// was created explicitly. If there is a next page, the response header <c>Link</c> with <c>rel="next"</c> has the URL of that page. A
    /// search reads at most 20,000 names for each page. So a page may have few topics or none, although there is a next page. A search that
    /// finds no name that the caller may read reads more names; such searches wait for each other.
    /// </summary>
    /// <param name="match">A pattern that the names of the returned topics match, such as <c>room:*</c>. The topics of jobs are returned
    /// only if the pattern begins with <c>job:</c>.</param>
    /// <param name="pattern">
    /// The names to search for: a pattern as in <c>match</c>, or a text without <c>*</c>. In the second case, the names of the returned
    /// topics contain the text, in upper or lower case.
    /// </param>
    /// <param name="after">The topic name after which the page starts, which is the last name of the previous page; without it, the list
    /// starts with the first name.</param>
    /// <param name="limit">The maximum number of topics to return: 1 to 1,000 (default 1,000).</param>
    /// <param name="cancellationToken">A token that is cancelled when the client disconnects.</param>
    [HttpGet("/topics")]
    [AuthorizesInAction]
    [Download]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    public async Task<IReadOnlyList<TopicView>> List(
        [FromQuery] string? match, [FromQuery] string? pattern, [FromQuery] string? after, [FromQuery] string? limit,
        CancellationToken cancellationToken)
    {
        var query = TopicListQuery.Parse(match, pattern, after, limit);
        var page = await search.ReadAsync(CallerResolver.Of(HttpContext), query, cancellationToken);
        if (page.Next is { } last)
            Response.Headers.Link = query.LinkAfter(Request, last);
        return [.. page.Topics.Select(each => View(each.Topic, each.State))];
    }

    /// <summary>Returns the state of one topic. A topic that has no messages is returned as empty and not as an error.</summary>
    [HttpGet("/topics/{topic}")]
    [RequireTopic(TopicAction.Subscribe)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    public async Task<TopicView> Get(string topic, CancellationToken cancellationToken)
    {
        var name = TopicName.Parse(topic);
        return View(name, await topics.GetStateAsync(name, cancellationToken));
    }

    /// <summary>Deletes all messages of a topic before a position, and returns the state of the topic after the deletion.</summary>
    [HttpDelete("/topics/{topic}/messages")]
    [RequireTopic(TopicAction.Administer)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict, "application/problem+json")]
    public async Task<TopicView> Trim(string topic, [FromQuery] string? before, CancellationToken cancellationToken)
    {
        var name = TopicName.Parse(topic);
        if (string.IsNullOrEmpty(before))
            throw RefusalException.Invalid("The position is missing; give the position of the oldest message to keep in ?before=.");
        var position = Position.Parse(before);
        var state = await topics.GetStateAsync(name, cancellationToken);
        var isKnown = string.Equals(position.Epoch, state.Epoch, StringComparison.Ordinal) ? position.Offset <= state.Newest + 1
            : (await ResumePoint.FindAsync(topics.GetLog(name), name, position, state, cancellationToken)).IsWhole;
        if (!isKnown)
            throw RefusalException.Invalid(
                $"The position does not exist in this topic; its newest message is at {new Position(state.Epoch, state.Newest)}.");
        // A deletion that has begun is completed, also if the client disconnects, so that the readers and the audit log learn of it.
        var trimmed = await topics.TrimAsync(name, state.Epoch, position.Offset, CancellationToken.None);
        if (!string.Equals(trimmed.Epoch, state.Epoch, StringComparison.Ordinal))
            throw new RefusalException(
                RefusalReason.Conflict,
                "The topic has begun again, or has another epoch, since the request began; read its state and send the request again.");
        audit.Add(AuditEntry.Of(HttpContext, AuditEntry.Trimmed, $"The messages of {name} before {position} were deleted."));
        return View(name, trimmed);
    }

    /// <summary>
    /// Creates a topic with properties. A repeated request with the same properties changes nothing and returns the state of the topic.
    /// </summary>
    [HttpPut("/topics/{topic}")]
    [RequireTopic(TopicAction.Publish)]
    [RawBody]
    [ProducesResponseType<TopicView>(StatusCodes.Status200OK, MediaTypeNames.Application.Json)]
    [ProducesResponseType<TopicView>(StatusCodes.Status201Created, MediaTypeNames.Application.Json)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict, "application/problem+json")]
    public async Task<ActionResult<TopicView>> Create(string topic)
    {
        var name = TopicName.Parse(topic);
        var body = await BodyReader.ReadAsync(Request, RefuseLarge, HttpContext.RequestAborted);
        var result = await publisher.CreateAsync(
            CallerResolver.Of(HttpContext), name, TopicRequest.Read(body).ToCreation(), [], HttpContext.RequestAborted);
        if (result.Verdict is { IsRefusal: true } verdict)
            throw verdict.ToRefusal(name);
        var view = View(name, await topics.GetStateAsync(name, HttpContext.RequestAborted));
        return result.Verdict?.Outcome == AppendOutcome.Created ? StatusCode(StatusCodes.Status201Created, view) : view;
    }

    /// <summary>
    /// Closes a topic: no further messages can be published to it, and its streams end after its last message. Closing a closed topic
    /// changes nothing.
    /// </summary>
    [HttpPost("/topics/{topic}/close")]
    [RequireTopic(TopicAction.Publish)]
    [ProducesResponseType<TopicView>(StatusCodes.Status200OK, MediaTypeNames.Application.Json)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public async Task<TopicView> Close(string topic, CancellationToken cancellationToken)
    {
        var name = TopicName.Parse(topic);
        var result = await publisher.CloseAsync(CallerResolver.Of(HttpContext), name, cancellationToken);
        if (result.Verdict?.Outcome == AppendOutcome.Appended)
            audit.Add(AuditEntry.Of(HttpContext, AuditEntry.Closed, $"The topic {name} was closed."));
        return View(name, await topics.GetStateAsync(name, cancellationToken));
    }

    /// <summary>
    /// Deletes a topic with all its messages, and ends the streams of its readers. A new topic with the same name can then be created. If
    /// the topic has forks (topics that begin with its messages), its messages are kept and its name stays occupied until the forks are
    /// deleted.
    /// </summary>
    [HttpDelete("/topics/{topic}")]
    [RequireTopic(TopicAction.Administer)]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public async Task<IActionResult> Delete(string topic, CancellationToken cancellationToken)
    {
        var name = TopicName.Parse(topic);
        var outcome = await publisher.DeleteAsync(CallerResolver.Of(HttpContext), name, cancellationToken);
        if (outcome is not (DeleteOutcome.Deleted or DeleteOutcome.KeptForForks))
            throw new RefusalException(RefusalReason.NotFound, $"There is no topic {name}; it may be deleted already.");
        audit.Add(AuditEntry.Of(HttpContext, AuditEntry.Deleted, $"The topic {name} was deleted."));
        return NoContent();
    }

    private static void RefuseLarge(long bytes)
    {
        if (bytes > MaxBody)
            throw new RefusalException(RefusalReason.TooLarge, $"The body is larger than {MaxBody} bytes; send only the properties.");
    }

    private TopicView View(TopicName topic, LogState state) => new(
        topic.Value,
        state.Epoch,
        state.Count > 0 ? new Position(state.Epoch, state.Oldest).ToString() : null,
        new Position(state.Epoch, state.Newest).ToString(),
        state.Count,
        topics.CountSubscribers(topic),
        state.Properties?.ContentType ?? MediaType.Json,
        state.Properties?.IsClosed ?? false,
        state.Properties?.Expires,
        state.LastTime);
}
