using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Connections;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Http;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.Sse;

/// <summary>Sends the messages of topics to HTTP clients as server-sent events.</summary>
/// <remarks>
/// The actions read the values of their requests themselves and do not use MVC's model binding. Model binding allocated a fifth of the
/// memory for each stream, which caused pauses of the garbage collector while thousands of clients connected.
/// </remarks>
[ApiController]
[OnSocketThread]
internal sealed class SseController(StreamOpener streams, StreamLifetime lifetime, IOptions<SseOptions> options) : ControllerBase
{
    private static readonly string[] s_topicQuery = ["after", "slow", LastEventId.QueryName];
    private static readonly string[] s_topicsQuery = ["topic", .. s_topicQuery];

    /// <summary>
    /// Opens an event stream of one topic. Sends the messages after the position in <c>Last-Event-ID</c>, <c>?lastEventId=</c> or
    /// <c>?after=</c> first, and then new messages. The topic need not have any message yet. When the topic is closed or deleted, the last
    /// event is <c>closed</c>. A client that reconnects with the id of this event receives status 204, which stops the EventSource of a
    /// browser.
    /// </summary>
    [HttpGet("/topics/{topic}/events")]
    [RequireTopic(TopicAction.Subscribe)]
    [EventStream]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IAsyncEnumerable<Message>> Topic()
    {
        lifetime.RefuseWhenStopping();
        QueryNames.Check(Request, s_topicQuery);
        var name = TopicName.Parse(Request.RouteValues["topic"] as string);
        var start = SubscriptionStart.Parse(From());
        var slow = SlowPolicies.Parse(QueryValues.Text(Request, "slow"));
        if (HttpMethods.IsHead(Request.Method))
            return AsyncEnumerable.Empty<Message>();
        return await OpenAsync([(name, start)], isComposite: false, slow);
    }

    /// <summary>
    /// Opens an event stream of several topics on one connection. The id of each event is the composite position (the positions of all
    /// topics in one text). Topics that are missing in the composite position of the request start with new messages.
    /// </summary>
    [HttpGet("/events")]
    [RequireTopic(TopicAction.Subscribe)]
    [EventStream]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IAsyncEnumerable<Message>> Topics()
    {
        lifetime.RefuseWhenStopping();
        QueryNames.Check(Request, s_topicsQuery);
        var names = Request.Query["topic"].Select(TopicName.Parse).Distinct().ToList();
        if (names.Count == 0)
            throw RefusalException.Invalid("Name at least one topic: /events?topic=a&topic=b");
        if (names.Count > options.Value.MaxTopics)
            throw RefusalException.TooLarge(
                "Sse:MaxTopics", $"{names.Count} topics are more than the {options.Value.MaxTopics} that fit one connection; open several.",
                RefusalReason.Invalid);
        var starts = SubscriptionStart.ParseMany(names, From());
        var slow = SlowPolicies.Parse(QueryValues.Text(Request, "slow"));
        if (HttpMethods.IsHead(Request.Method))
            return AsyncEnumerable.Empty<Message>();
        return await OpenAsync(starts, isComposite: true, slow);
    }

    // The id of the last event takes precedence over the parameter 'after'. A client that reconnects repeats the URL of its first request,
    // with the old value of 'after'. Only the id of the last event is the position that the client has reached.
    private string? From() => LastEventId.Of(Request) ?? QueryValues.Text(Request, "after");

    private async Task<IAsyncEnumerable<Message>> OpenAsync(
        IReadOnlyList<(TopicName Topic, SubscriptionStart Start)> topics, bool isComposite, SlowPolicy slow)
    {
        var lease = HttpContext.OpenStream([.. topics.Select(topic => topic.Topic)]);
        var stream = await streams.OpenAsync(
            new StreamRequest(lease.Caller, topics)
            {
                IsComposite = isComposite,
                Slow = slow,
                Lease = lease,
                Origin = ConnectionOrigin.Of(HttpContext, ConnectionTransports.Sse),
            },
            HttpContext.RequestAborted);
        Response.RegisterForDisposeAsync(stream);
        // The client has reconnected, but the topics have ended, and the client has received all their messages. After this status (204),
        // the EventSource of a browser does not reconnect again.
        if (topics.All(static topic => topic.Start.After is not null) && stream.Subscription.IsAtEnd)
        {
            Response.StatusCode = StatusCodes.Status204NoContent;
            return AsyncEnumerable.Empty<Message>();
        }

        return stream;
    }
}
