using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Http;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.Sse;

/// <summary>Sends the messages of topics to HTTP clients as server-sent events.</summary>
[ApiController]
[OnSocketThread]
internal sealed class SseController(StreamOpener streams, StreamLifetime lifetime, IOptions<SseOptions> options) : ControllerBase
{
    /// <summary>
    /// Opens an event stream of one topic: sends the messages after <c>Last-Event-ID</c> or <c>?after=</c> first, then new messages.
    /// </summary>
    /// <param name="topic">The name of the topic. A topic without any message so far is allowed.</param>
    /// <param name="after">
    /// The start: <c>earliest</c> for all stored messages, a position for the messages after it, or empty for new messages only.
    /// </param>
    /// <param name="slow">
    /// The policy for a client that cannot keep up: <c>replay</c> (default) sends all missed messages from the log, <c>latest</c> sends
    /// only the newest message of each type, and <c>disconnect</c> ends the stream.
    /// </param>
    /// <param name="lastEventId">
    /// The position of the client's last message. It takes precedence over <paramref name="after"/>, since a browser that reconnects
    /// repeats the URL of its first request, with the same value of after.
    /// </param>
    /// <param name="cancellationToken">Cancelled when the client disconnects.</param>
    [HttpGet("/topics/{topic}/events")]
    [RequireTopic(TopicAction.Subscribe)]
    [EventStream]
    public async Task<IAsyncEnumerable<Message>> Topic(
        string topic, [FromQuery] string? after, [FromQuery] string? slow, [FromHeader(Name = "Last-Event-ID")] string? lastEventId,
            CancellationToken cancellationToken)
    {
        lifetime.RefuseWhenStopping();
        var name = TopicName.Parse(topic);
        var start = SubscriptionStart.Parse(string.IsNullOrEmpty(lastEventId) ? after : lastEventId);
        var slowPolicy = SlowPolicies.Parse(slow);
        if (HttpMethods.IsHead(Request.Method))
            return AsyncEnumerable.Empty<Message>();
        return await OpenAsync([(name, start)], isComposite: false, slowPolicy, cancellationToken);
    }

    /// <summary>
    /// Opens an event stream of several topics on one connection. The id of each event is the composite position (the positions of all
    /// topics in one text).
    /// </summary>
    /// <param name="topic">The names of the topics, each in a separate query parameter.</param>
    /// <param name="after">
    /// The start: <c>earliest</c> for all stored messages, a composite position for the messages after it, or empty for new messages only.
    /// A topic that is not in the composite position starts with new messages.
    /// </param>
    /// <param name="slow">
    /// The policy for a client that cannot keep up, for each of the topics: <c>replay</c> (default) sends all missed messages from the log,
    /// <c>latest</c> sends only the newest message of each type, and <c>disconnect</c> ends the stream.
    /// </param>
    /// <param name="lastEventId">
    /// The composite position of the client's last message. It takes precedence over <paramref name="after"/>, since a browser that
    /// reconnects repeats the URL of its first request, with the same value of after.
    /// </param>
    /// <param name="cancellationToken">Cancelled when the client disconnects.</param>
    [HttpGet("/events")]
    [RequireTopic(TopicAction.Subscribe)]
    [EventStream]
    public async Task<IAsyncEnumerable<Message>> Topics(
        [FromQuery] string[] topic, [FromQuery] string? after, [FromQuery] string? slow,
            [FromHeader(Name = "Last-Event-ID")] string? lastEventId, CancellationToken cancellationToken)
    {
        lifetime.RefuseWhenStopping();
        var names = topic.Select(TopicName.Parse).Distinct().ToList();
        if (names.Count == 0)
            throw RefusalException.Invalid("Name at least one topic: /events?topic=a&topic=b");
        if (names.Count > options.Value.MaxTopics)
            throw RefusalException.TooLarge(
                "Sse:MaxTopics", $"{names.Count} topics are more than the {options.Value.MaxTopics} that fit one connection; open several.",
                RefusalReason.Invalid);
        var from = string.IsNullOrEmpty(lastEventId) ? after : lastEventId;
        var starts = SubscriptionStart.ParseMany(names, from);
        var slowPolicy = SlowPolicies.Parse(slow);
        if (HttpMethods.IsHead(Request.Method))
            return AsyncEnumerable.Empty<Message>();
        return await OpenAsync(starts, isComposite: true, slowPolicy, cancellationToken);
    }

    private async Task<OpenedStream> OpenAsync(
        IReadOnlyList<(TopicName Topic, SubscriptionStart Start)> topics, bool isComposite, SlowPolicy slow,
            CancellationToken cancellationToken)
    {
        var lease = HttpContext.OpenStream([.. topics.Select(topic => topic.Topic)]);
        var stream = await streams.OpenAsync(
            new StreamRequest(lease.Caller, topics) { IsComposite = isComposite, Slow = slow, Lease = lease }, cancellationToken);
        Response.RegisterForDisposeAsync(stream);
        return stream;
    }
}
