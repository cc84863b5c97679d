namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Holds the encodings of the Centrifugal protocol for HTTP streaming and server-sent events. An encoding is created only when a client
/// needs it, because each existing encoding takes some memory in every message.
/// </summary>
internal static class StreamedWires
{
    private static readonly Lazy<CentrifugalWire>[] s_lines = Both(
        static isChunked => new JsonWire(new StreamFraming(before: "", after: "\n", isChunked)));
    private static readonly Lazy<CentrifugalWire>[] s_protobuf = Both(
        static isChunked => new ProtobufWire(new StreamFraming(before: "", after: "", isChunked)));
    private static readonly Lazy<CentrifugalWire>[] s_events = Both(
        static isChunked => new JsonWire(new StreamFraming(before: "data: ", after: "\n\n", isChunked)));

    /// <summary>Returns the encoding in JSON for HTTP streaming: one object per line.</summary>
    public static CentrifugalWire Lines(bool isChunked) => Of(s_lines, isChunked);

    /// <summary>Returns the encoding in Protobuf for HTTP streaming: the length of each message precedes it.</summary>
    public static CentrifugalWire Protobuf(bool isChunked) => Of(s_protobuf, isChunked);

    /// <summary>Returns the encoding in JSON for server-sent events: each object is the data of one event.</summary>
    public static CentrifugalWire Events(bool isChunked) => Of(s_events, isChunked);

    private static CentrifugalWire Of(Lazy<CentrifugalWire>[] both, bool isChunked) => both[isChunked ? 1 : 0].Value;

    private static Lazy<CentrifugalWire>[] Both(Func<bool, CentrifugalWire> make) => [new(() => make(false)), new(() => make(true))];
}
