using Microsoft.Extensions.Options;
using Streaming.Server.Access.Connections;
using Streaming.Server.Fanout.Subscribers;
using Streaming.Server.Transports.Sse;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>Holds the protocols (encoding, heartbeat and end) of responses in which streams are sent as server-sent events.</summary>
internal sealed class StreamProtocols
{
    private readonly SubscriberProtocol[] _all;

    public StreamProtocols(IOptions<DurableStreamOptions> options) => _all =
        [.. Enum.GetValues<EventEncoding>().SelectMany(encoding => new[]
        {
            Create(StreamEventFormat.Of(encoding, isChunked: false), options.Value, SseProtocols.Heartbeat.ToArray(), end: []),
            Create(
                StreamEventFormat.Of(encoding, isChunked: true), options.Value, SseChunkFormat.Chunk(SseProtocols.Heartbeat),
                StreamEventFormat.LastChunk),
        })];

    /// <summary>Returns the protocol (encoding, heartbeat and end) for one response of server-sent events.</summary>
    /// <param name="encoding">The encoding of the stream's data in events: JSON, text or base64.</param>
    /// <param name="isChunked">Whether each write is one chunk of an HTTP/1.1 body.</param>
    public SubscriberProtocol Of(EventEncoding encoding, bool isChunked) => _all[((int)encoding * 2) + (isChunked ? 1 : 0)];

    private static SubscriberProtocol Create(StreamEventFormat format, DurableStreamOptions options, byte[] heartbeat, byte[] end) => new(
        ConnectionTransports.DurableStreams, format, heartbeat, options.Heartbeat, AnswerTimeout: null, StopFrame: end,
        SpreadsStopFrames: false, Expired: end, EndsAfterGap: true)
    {
        Lifetime = options.SseLifetime,
        LifetimeEnd = end,
        // The clients of the protocol connect again after a complete response. An incomplete response is an error to their caller.
        IsCompleteWhenClosing = true,
    };
}
