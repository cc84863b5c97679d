using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Connections;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>Opens responses in which a stream of the Durable Streams protocol is sent as server-sent events.</summary>
internal sealed class StreamEvents(StreamOpener streams)
{
    /// <summary>Opens the stream of a client. The events are written later, when the returned result is executed.</summary>
    /// <param name="http">The HTTP request that opens the stream.</param>
    /// <param name="topic">The topic of the stream.</param>
    /// <param name="state">The current state of the topic (epoch and offsets).</param>
    /// <param name="after">The offset after which the client reads.</param>
    /// <param name="query">The query parameters of the request.</param>
    /// <exception cref="RefusalException">The maximum number of open streams is reached.</exception>
    public async Task<IActionResult> OpenAsync(HttpContext http, TopicName topic, LogState state, long after, ReadQuery query)
    {
        var lease = http.OpenStream(topic);
        var start = new SubscriptionStart(new Position(state.Epoch, after), FromEarliest: false);
        var stream = await streams.OpenAsync(
            new StreamRequest(lease.Caller, [(topic, start)])
            {
                Lease = lease,
                Origin = ConnectionOrigin.Of(http, ConnectionTransports.DurableStreams),
            },
            http.RequestAborted);
        http.Response.RegisterForDisposeAsync(stream);
        return new StreamEventsResult(stream, EventData.EncodingOf(state.Properties), query.Cursor);
    }
}
