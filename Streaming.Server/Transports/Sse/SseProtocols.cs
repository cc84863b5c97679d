using System.Text;
using Microsoft.Extensions.Options;
using Streaming.Server.Fanout.Subscribers;

namespace Streaming.Server.Transports.Sse;

/// <summary>The protocols of event streams of one topic: chunked for HTTP/1.1, not chunked for HTTP/2.</summary>
internal sealed class SseProtocols
{
    // The end of a chunked body. A stream that ends because the server stops does not send it: a client that reads with fetch reconnects
    // only after an error.
    private static readonly byte[] s_end = "0\r\n\r\n"u8.ToArray();

    public SseProtocols(IOptions<SseOptions> options)
    {
        var heartbeat = options.Value.Heartbeat;
        Chunked = new SubscriberProtocol(
            "sse", SseChunkFormat.Instance, SseChunkFormat.Chunk(Heartbeat), heartbeat, AnswerTimeout: null, Goodbye: [],
            SpreadsGoodbyes: false,
            Expired: [.. SseChunkFormat.Chunk(ExpiredEvent), .. s_end], CaughtUp: static (topic, head) =>
                SseChunkFormat.Chunk(ReplayEnds.Event(topic, head)));
        Plain = new SubscriberProtocol(
            "sse", SseFormat.Event, Heartbeat.ToArray(), heartbeat, AnswerTimeout: null, Goodbye: [], SpreadsGoodbyes: false,
            Expired: ExpiredEvent.ToArray(),
            CaughtUp: ReplayEnds.Event);
    }

    /// <summary>A comment, without a blank line after it: some clients take each blank line for an event.</summary>
    public static ReadOnlySpan<byte> Heartbeat => ":\n"u8;

    /// <summary>
    /// The last event of a stream whose token has expired. It has no id, so that a client with a new token resumes at its position.
    /// </summary>
    public static ReadOnlySpan<byte> ExpiredEvent => "event: expired\ndata: The token has ended; connect again with a new one.\n\n"u8;

    /// <summary>
    /// Each event is one chunk of <c>Transfer-Encoding: chunked</c>, so that the framing too is created once for all subscribers.
    /// </summary>
    public SubscriberProtocol Chunked { get; init; }

    /// <summary>Not chunked, since HTTP/2 has its own frames.</summary>
    public SubscriberProtocol Plain { get; init; }
}
