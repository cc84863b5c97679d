using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access;
using Streaming.Server.Messages;

namespace Streaming.Server.Topics;

/// <summary>What topics there are, how they stand, and trimming them.</summary>
[ApiController]
public sealed class TopicsController(TopicRegistry topics, AccessControl access, IAuditTrail audit) : ControllerBase
{
    // What a client that takes nothing makes the server hold.
    private const int PageSize = 100;

    /// <summary>All topics that were ever written to and that the caller may read, by name, streamed.</summary>
    [HttpGet("/topics")]
    [AsksItself]
    [Download]
    public async IAsyncEnumerable<TopicView> List([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var caller = Callers.Of(HttpContext);
        foreach (var log in topics.Logs)
        {
            TopicName? after = null;
            while (await log.ListAsync(after, PageSize, cancellationToken) is { Count: > 0 } page)
            {
                foreach (var (topic, state) in page)
                {
                    if (access.MayList(caller, topic))
                        yield return View(topic, state);
                }

                after = page[^1].Topic;
            }
        }
    }

    /// <summary>How one topic stands. A topic that nobody has written to is empty, and no error.</summary>
    [HttpGet("/topics/{topic}")]
    [Demands(TopicAction.Subscribe)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    public async Task<TopicView> Get(string topic, CancellationToken cancellationToken)
    {
        var name = TopicName.Parse(topic);
        return View(name, await topics.GetStateAsync(name, cancellationToken));
    }

    /// <summary>Takes away all messages before a position, and answers with the state afterwards.</summary>
    [HttpDelete("/topics/{topic}/messages")]
    [Demands(TopicAction.Administer)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    public async Task<TopicView> Trim(string topic, [FromQuery] string? before, CancellationToken cancellationToken)
    {
        var name = TopicName.Parse(topic);
        if (string.IsNullOrEmpty(before))
            throw RefusalException.Invalid("Say what to trim: ?before= takes the position of the oldest message to keep.");
        var position = Position.Parse(before);
        var state = await topics.GetStateAsync(name, cancellationToken);
        if (!string.Equals(position.Epoch, state.Epoch, StringComparison.Ordinal) || position.Offset > state.Newest + 1)
            throw RefusalException.Invalid($"The position is not one of this topic as it is now; its newest message is at {new Position(state.Epoch, state.Newest)}.");
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
        topics.SubscribersOf(topic));
}

/// <summary>How a topic stands.</summary>
/// <param name="Topic">Its name.</param>
/// <param name="Epoch">The present life of its log.</param>
/// <param name="Oldest">The position of the oldest kept message; null if none is kept.</param>
/// <param name="Newest">The position that was given last; its offset is 0 before the first message.</param>
/// <param name="Count">How many messages are kept.</param>
/// <param name="Subscribers">How many read it on this node.</param>
public sealed record TopicView(string Topic, string Epoch, string? Oldest, string Newest, long Count, int Subscribers);
