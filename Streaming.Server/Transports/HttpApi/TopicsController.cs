using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Audit;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>Lists topics, shows their state, and trims them.</summary>
[ApiController]
internal sealed class TopicsController(TopicRegistry topics, AccessControl access, IAuditTrail audit) : ControllerBase
{
    /// <summary>
    /// The topics that have ever had a message and that the caller may read, in the order of their names. If there is a next page, the
    /// header <c>Link</c> with <c>rel="next"</c> contains its address.
    /// </summary>
    /// <param name="match">Only names that match this pattern, such as <c>room:*</c>. The topics of jobs are listed only if the pattern
    /// begins with <c>job:</c>.</param>
    /// <param name="after">Only names after this one: the last name of the previous page.</param>
    /// <param name="limit">The maximum number of topics: 1 to 1000 (default 1000).</param>
    /// <param name="cancellationToken">Cancelled when the client disconnects.</param>
    [HttpGet("/topics")]
    [AuthorizesInAction]
    [Download]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    public async Task<IReadOnlyList<TopicView>> List(
        [FromQuery] string? match, [FromQuery] string? after, [FromQuery] string? limit, CancellationToken cancellationToken)
    {
        var query = TopicListQuery.Parse(match, after, limit);
        var caller = CallerResolver.Of(HttpContext);
        var page = new List<TopicView>();
        await foreach (var (topic, state) in new TopicListing(topics).ReadAsync(query.Match, query.After, cancellationToken))
        {
            if (!access.MayList(caller, topic))
                continue;
            if (page.Count == query.Limit)
            {
                Response.Headers.Link = query.LinkAfter(Request, page[^1].Topic);
                break;
            }

            page.Add(View(topic, state));
        }

        return page;
    }

    /// <summary>The state of one topic. A topic without messages is empty, which is not an error.</summary>
    [HttpGet("/topics/{topic}")]
    [RequireTopic(TopicAction.Subscribe)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    public async Task<TopicView> Get(string topic, CancellationToken cancellationToken)
    {
        var name = TopicName.Parse(topic);
        return View(name, await topics.GetStateAsync(name, cancellationToken));
    }

    /// <summary>Deletes all messages before a position, and returns the topic's state afterwards.</summary>
    [HttpDelete("/topics/{topic}/messages")]
    [RequireTopic(TopicAction.Administer)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    public async Task<TopicView> Trim(string topic, [FromQuery] string? before, CancellationToken cancellationToken)
    {
        var name = TopicName.Parse(topic);
        if (string.IsNullOrEmpty(before))
            throw RefusalException.Invalid("Say what to trim: ?before= takes the position of the oldest message to keep.");
        var position = Position.Parse(before);
        var state = await topics.GetStateAsync(name, cancellationToken);
        if (!string.Equals(position.Epoch, state.Epoch, StringComparison.Ordinal) || position.Offset > state.Newest + 1)
            throw RefusalException.Invalid(
                $"The position is not one of this topic as it is now; its newest message is at {new Position(state.Epoch, state.Newest)}.");
        var trimmed = await topics.TrimAsync(name, position.Offset, cancellationToken);
        audit.Note(AuditEntry.Of(HttpContext, AuditEntry.Trimmed, $"The messages of {name} before {position} were taken away."));
        return View(name, trimmed);
    }

    private TopicView View(TopicName topic, LogState state) => new(
        topic.Value,
        state.Epoch,
        state.Count > 0 ? new Position(state.Epoch, state.Oldest).ToString() : null,
        new Position(state.Epoch, state.Newest).ToString(),
        state.Count,
        topics.CountSubscribers(topic));
}
