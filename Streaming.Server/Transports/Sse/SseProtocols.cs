using System.Text;
using Microsoft.Extensions.Options;
using Streaming.Server.Fanout.Subscribers;

namespace Streaming.Server.Transports.Sse;

/// <summary>How event streams of one topic are written: in chunks where HTTP/1.1 wants them, plain elsewhere.</summary>
internal sealed class SseProtocols
{
    // The end of a body that is sent in chunks. A stream that the server's stop ends goes without: its topic goes on, and a client that reads with
    // fetch comes back only after an error.
    private static readonly byte[] s_end = "0\r\n\r\n"u8.ToArray();

    public SseProtocols(IOptions<SseOptions> options)
    {
        var heartbeat = options.Value.Heartbeat;
        Chunked = new SubscriberProtocol("sse", SseChunkFormat.Instance, SseChunkFormat.Chunk(Heartbeat), heartbeat, AnswerLimit: null, Goodbye: [], SpreadsGoodbyes: false,
            Expired: [.. SseChunkFormat.Chunk(ExpiredEvent), .. s_end], CaughtUp: static (topic, head) => SseChunkFormat.Chunk(ReplayEnds.Event(topic, head)));
        Plain = new SubscriberProtocol("sse", SseFormat.Event, Heartbeat.ToArray(), heartbeat, AnswerLimit: null, Goodbye: [], SpreadsGoodbyes: false, Expired: ExpiredEvent.ToArray(),
            CaughtUp: ReplayEnds.Event);
    }

    /// <summary>A comment. Without a blank line after it, since some clients take each blank line for an event.</summary>
    public static ReadOnlySpan<byte> Heartbeat => ":\n"u8;

    /// <summary>The last event of a stream whose token has ended. It has no id, so that a reader that comes back with a new token goes on where it was.</summary>
    public static ReadOnlySpan<byte> ExpiredEvent => "event: expired\ndata: The token has ended; connect again with a new one.\n\n"u8;

    /// <summary>Each event in a chunk of <c>Transfer-Encoding: chunked</c>, so that the framing is made once for all readers too.</summary>
    public SubscriberProtocol Chunked { get; init; }

    /// <summary>Without framing, which HTTP/2 adds itself.</summary>
    public SubscriberProtocol Plain { get; init; }
}
