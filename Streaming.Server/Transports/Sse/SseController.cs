using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Http;
using Streaming.Server.Publishing;

namespace Streaming.Server.Transports.Sse;

/// <summary>Topics as server-sent events.</summary>
[ApiController]
[OnSocketThread]
internal sealed class SseController(TopicRegistry topics, NewTopicLimiter newTopics, StreamLifetime lifetime, IOptions<SseOptions> options) : ControllerBase
{
    /// <summary>One topic: first what was missed after <c>Last-Event-ID</c> or <c>?after=</c>, then live.</summary>
    /// <param name="topic">The topic; it need not exist yet.</param>
    /// <param name="after"><c>earliest</c>, a position, or nothing for live only.</param>
    /// <param name="slow">What happens when the reader cannot keep up: <c>replay</c> (default), <c>latest</c> or <c>disconnect</c>.</param>
    /// <param name="lastEventId">Where the reader stopped; it wins over <paramref name="after"/>, since a browser repeats its address when it reconnects.</param>
    /// <param name="cancellationToken">The client's leaving.</param>
    [HttpGet("/topics/{topic}/events")]
    [RequireTopic(TopicAction.Subscribe)]
    [EventStream]
    public async Task<IAsyncEnumerable<Message>> Topic(
        string topic, [FromQuery] string? after, [FromQuery] string? slow, [FromHeader(Name = "Last-Event-ID")] string? lastEventId, CancellationToken cancellationToken)
    {
        lifetime.RefuseWhenStopping();
        var name = TopicName.Parse(topic);
        var start = StartAt.Parse(string.IsNullOrEmpty(lastEventId) ? after : lastEventId);
        var slowPolicy = SlowPolicies.Parse(slow);
        if (HttpMethods.IsHead(Request.Method))
            return AsyncEnumerable.Empty<Message>();
        await newTopics.CountAsync(CallerResolver.Of(HttpContext), name, cancellationToken);
        return Owned(await topics.SubscribeAsync(name, start, cancellationToken, slowPolicy));
    }

    /// <summary>Several topics on one connection. The id of each event is the cursor of all of them.</summary>
    /// <param name="topic">The topics, one parameter each.</param>
    /// <param name="after"><c>earliest</c>, a cursor, or nothing for live only. A topic that the cursor does not name starts live.</param>
    /// <param name="slow">As above, for each of the topics.</param>
    /// <param name="lastEventId">As above.</param>
    /// <param name="cancellationToken">The client's leaving.</param>
    [HttpGet("/events")]
    [RequireTopic(TopicAction.Subscribe)]
    [EventStream]
    public async Task<IAsyncEnumerable<Message>> Topics(
        [FromQuery] string[] topic, [FromQuery] string? after, [FromQuery] string? slow, [FromHeader(Name = "Last-Event-ID")] string? lastEventId, CancellationToken cancellationToken)
    {
        lifetime.RefuseWhenStopping();
        var names = topic.Select(TopicName.Parse).Distinct().ToList();
        if (names.Count == 0)
            throw RefusalException.Invalid("Name at least one topic: /events?topic=a&topic=b");
        if (names.Count > options.Value.MaxTopics)
            throw RefusalException.TooLarge("Sse:MaxTopics", $"{names.Count} topics are more than the {options.Value.MaxTopics} that fit one connection; open several.", RefusalReason.Invalid);
        var from = string.IsNullOrEmpty(lastEventId) ? after : lastEventId;
        var starts = from is null or "" or "earliest"
            ? names.ConvertAll(name => (name, StartAt.Parse(from)))
            : Starts(names, CompositePosition.Parse(from));
        var slowPolicy = SlowPolicies.Parse(slow);
        if (HttpMethods.IsHead(Request.Method))
            return AsyncEnumerable.Empty<Message>();
        foreach (var name in names)
            await newTopics.CountAsync(CallerResolver.Of(HttpContext), name, cancellationToken);
        return Owned(await topics.SubscribeAsync(starts, cancellationToken, slowPolicy));
    }

    private static List<(TopicName Name, StartAt Start)> Starts(List<TopicName> names, IReadOnlyDictionary<TopicName, Position> cursor) =>
        names.ConvertAll(name => (name, cursor.TryGetValue(name, out var position) ? new StartAt(position, FromEarliest: false) : StartAt.Live));

    private Subscription Owned(Subscription subscription)
    {
        Response.RegisterForDisposeAsync(subscription);
        return subscription;
    }
}
