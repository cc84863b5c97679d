using System.Text;
using Microsoft.Extensions.Options;
using Streaming.Server.Delivery;

namespace Streaming.Server.Sse;

/// <summary>How event streams of one topic are written: in chunks where HTTP/1.1 wants them, plain elsewhere.</summary>
internal sealed class SseReaders
{
    public SseReaders(IOptions<SseOptions> options)
    {
        var heartbeat = options.Value.Heartbeat;
        Chunked = new ReaderFormat("sse", SseChunkFormat.Instance, SseChunkFormat.Chunk(": \n\n"u8), heartbeat, AnswerLimit: null, "0\r\n\r\n"u8.ToArray(), SpreadsGoodbyes: false);
        Plain = new ReaderFormat("sse", SseFormat.Event, ": \n\n"u8.ToArray(), heartbeat, AnswerLimit: null, Goodbye: [], SpreadsGoodbyes: false);
    }

    /// <summary>Each event in a chunk of <c>Transfer-Encoding: chunked</c>, so that the framing is made once for all readers too.</summary>
    public ReaderFormat Chunked { get; }

    /// <summary>Without framing, which HTTP/2 adds itself.</summary>
    public ReaderFormat Plain { get; }
}
