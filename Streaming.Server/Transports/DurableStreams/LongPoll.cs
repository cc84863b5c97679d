using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Connections;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;
using Streaming.Server.Http;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>
/// Answers a long-poll request: waits for new data of a stream, and responds with the data, or with status 204 if no data arrives in time.
/// </summary>
internal sealed class LongPoll(
    StreamOpener streams, StreamLifetime lifetime, IOptions<DurableStreamOptions> options, TimeProvider time)
{
    private static readonly PageSize s_page = new(256, 32 * 1024);

    /// <summary>Waits for data after the current end of the stream, and returns the response.</summary>
    public async Task<IActionResult> WaitAsync(HttpContext http, TopicName topic, LogState state, ReadQuery query)
    {
        var end = new Position(state.Epoch, state.Newest);
        var lease = http.OpenStream(topic);
        await using var stream = await streams.OpenAsync(
            new StreamRequest(lease.Caller, [(topic, new SubscriptionStart(end, FromEarliest: false))])
            {
                Lease = lease,
                Origin = ConnectionOrigin.Of(http, ConnectionTransports.DurableStreams),
            },
            http.RequestAborted);
        using var ending = lifetime.Begin(http, lease.Expired);
        using var timeout = new CancellationTokenSource(options.Value.LongPollTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, timeout.Token);
        // The subscription reuses its list of messages at the next call, so the messages are copied.
        List<Message> batch = [.. await stream.Subscription.ReadAsync(either.Token)];
        // The stream may have been closed together with its last data. One more read finds this out, so that the response reports the
        // close.
        if (batch is [.., { Type: not (MessageType.Closed or MessageType.Gap) }])
            await stream.Subscription.Readers[0].ReadAsync(batch, s_page, either.Token);
        // A gap after data (the log has lost messages between the two reads) is the answer of the client's next request.
        if (batch.FindIndex(static message => message.Type == MessageType.Gap) is var gap and >= 0)
            batch.RemoveRange(Math.Max(1, gap), batch.Count - Math.Max(1, gap));
        if (batch is [{ Type: MessageType.Gap }])
            return StreamProblem.OffsetGone(topic);
        if (batch is [{ Type: MessageType.Closed } last] && !StreamEventFormat.IsClose(last))
            return StreamProblem.NotFound(topic);
        var cursor = StreamCursor.After(query.Cursor, time.GetUtcNow().UtcDateTime);
        var isClosed = batch is [.., { Type: MessageType.Closed } close] && StreamEventFormat.IsClose(close);
        var messages = batch is [.., { Type: MessageType.Closed }] ? batch.GetRange(0, batch.Count - 1) : batch;
        if (messages.Count == 0)
            return new NoDataResult(end, isClosed, cursor);
        var next = messages[^1].Position;
        var page = DataPage.Of(messages, (state.Properties ?? TopicProperties.Default).IsJson);
        return new ChunkResult(
            topic, new StreamChunk(page, next, next.Offset >= stream.Subscription.Readers[0].Topic.Newest, isClosed), state.Properties,
            query, cursor);
    }
}
