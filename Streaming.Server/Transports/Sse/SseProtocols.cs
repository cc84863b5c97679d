using System.Text;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Connections;
using Streaming.Server.Fanout.Subscribers;

namespace Streaming.Server.Transports.Sse;

/// <summary>
/// Holds the protocols of event streams (encoding, heartbeat and end). A stream of one topic is chunked for HTTP/1.1 and not chunked for
/// HTTP/2; a stream of several topics has one protocol for both.
/// </summary>
internal sealed class SseProtocols
{
    public SseProtocols(IOptions<SseOptions> options)
    {
        var heartbeat = options.Value.Heartbeat;
        Chunked = new SubscriberProtocol(
            ConnectionTransports.Sse, SseChunkFormat.Instance, SseChunkFormat.Chunk(Heartbeat), heartbeat, AnswerTimeout: null,
            StopFrame: [], SpreadsStopFrames: false,
            // If the stream ends because the server stops, the last chunk is not sent. A client that reads the stream with fetch then gets
            // an error, and reconnects for this reason.
            Expired: [.. SseChunkFormat.Chunk(ExpiredEvent), .. SseChunkFormat.LastChunk], CaughtUp: static (topic, head) =>
                SseChunkFormat.Chunk(CaughtUpEvents.Event(topic, head)));
        Plain = new SubscriberProtocol(
            ConnectionTransports.Sse, SseFormat.Event, Heartbeat.ToArray(), heartbeat, AnswerTimeout: null, StopFrame: [],
            SpreadsStopFrames: false, Expired: ExpiredEvent.ToArray(), CaughtUp: CaughtUpEvents.Event);
        Composite = new SubscriberProtocol(
            ConnectionTransports.Sse, CompositeEventFormat.Instance, CompositeEventFormat.Unchanged(Heartbeat), heartbeat,
            AnswerTimeout: null, StopFrame: null, SpreadsStopFrames: false, Expired: [],
            CaughtUp: static (topic, head) => CompositeEventFormat.Unchanged(CaughtUpEvents.Event(topic, head)))
        {
            SharesConnection = true,
        };
    }

    /// <summary>
    /// The bytes that the server sends on a stream without messages, so that proxies keep the stream open. They are a comment, which
    /// clients ignore. No blank line follows, because some clients treat a blank line as an event.
    /// </summary>
    public static ReadOnlySpan<byte> Heartbeat => ":\n"u8;

    /// <summary>
    /// The last event on an event stream that ends because the client's token has expired. The event has no id, so a client that reconnects
    /// with a new token resumes after the last message that it received.
    /// </summary>
    public static ReadOnlySpan<byte> ExpiredEvent => "event: expired\ndata: The token has expired; connect again with a new one.\n\n"u8;

    /// <summary>
    /// The protocol of an event stream on HTTP/1.1. Each event is one chunk of <c>Transfer-Encoding: chunked</c>. An event and its chunk
    /// header are encoded once for all subscribers.
    /// </summary>
    public SubscriberProtocol Chunked { get; init; }

    /// <summary>
    /// The protocol of each topic on an event stream of several topics, on all versions of HTTP. <see cref="CompositeEventStream"/> ends
    /// the stream.
    /// </summary>
    public SubscriberProtocol Composite { get; init; }

    /// <summary>The protocol of an event stream on HTTP/2. Events are not sent in chunks, because HTTP/2 has its own frames.</summary>
    public SubscriberProtocol Plain { get; init; }
}
