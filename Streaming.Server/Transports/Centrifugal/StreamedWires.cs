namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// The wires of HTTP streaming and server-sent events. Each wire is created when a client first needs it, since every message reserves a
/// slot for each format.
/// </summary>
internal static class StreamedWires
{
    private static readonly Lazy<CentrifugalWire>[] s_lines = Both(
        static isChunked => new JsonWire(new StreamFraming(before: "", after: "\n", isChunked)));
    private static readonly Lazy<CentrifugalWire>[] s_protobuf = Both(
        static isChunked => new ProtobufWire(new StreamFraming(before: "", after: "", isChunked)));
    private static readonly Lazy<CentrifugalWire>[] s_events = Both(
        static isChunked => new JsonWire(new StreamFraming(before: "data: ", after: "\n\n", isChunked)));

    /// <summary>JSON objects, one per line.</summary>
    public static CentrifugalWire Lines(bool isChunked) => Of(s_lines, isChunked);

    /// <summary>Protobuf messages, each after its length.</summary>
    public static CentrifugalWire Protobuf(bool isChunked) => Of(s_protobuf, isChunked);

    /// <summary>JSON objects, each a server-sent event.</summary>
    public static CentrifugalWire Events(bool isChunked) => Of(s_events, isChunked);

    private static CentrifugalWire Of(Lazy<CentrifugalWire>[] both, bool isChunked) => both[isChunked ? 1 : 0].Value;

    private static Lazy<CentrifugalWire>[] Both(Func<bool, CentrifugalWire> make) => [new(() => make(false)), new(() => make(true))];
}
