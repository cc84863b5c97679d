using System.Text;

namespace Streaming.Benchmark.Transports;

/// <summary>A transport whose deliveries are measured, and how a reader opens it.</summary>
/// <param name="Name">The name in the report.</param>
/// <param name="Path">The path of the first request.</param>
/// <param name="Topics">The number of topics that a reader subscribes to; the messages are spread over them.</param>
/// <param name="Opening">The WebSocket messages that a reader sends first; null for a plain HTTP response.</param>
/// <param name="IsLongPoll">Whether the reader sends a new request after each response.</param>
internal sealed record ReaderKind(string Name, string Path, int Topics, byte[][]? Opening = null, bool IsLongPoll = false)
{
    private const int Shared = 10;
    private const string Stream = "/v1/stream/room/b0?offset=now&live=";
    private const string Protobuf = "?cf_protocol=protobuf";

    /// <summary>The plain room, with which the other transports are compared.</summary>
    public static ReaderKind Room { get; } = new("room (WebSocket)", "/ws/b0", 1, []);

    public static ReaderKind[] Others { get; } =
    [
        EventsOf(TopicOf(0)),
        new("SSE of 10 topics, messages on one", Several, 1),
        new("SSE of 10 topics, messages on all", Several, Shared),
        new("Centrifugal JSON", "/connection/websocket", 1, CentrifugalJson(1)),
        new("Centrifugal JSON, 10 channels", "/connection/websocket", Shared, CentrifugalJson(Shared)),
        new("Centrifugal Protobuf", $"/connection/websocket{Protobuf}", 1, CentrifugalProtobuf(1)),
        new("Centrifugal Protobuf, 10 channels", $"/connection/websocket{Protobuf}", Shared, CentrifugalProtobuf(Shared)),
        new("SignalR JSON", "/hubs/stream", 1, HubFrames.Json([TopicOf(0)])),
        new("SignalR MessagePack", "/hubs/stream", 1, HubFrames.MessagePack([TopicOf(0)])),
        new("Durable Streams SSE", $"{Stream}sse", 1),
        new("Durable Streams long poll", $"{Stream}long-poll", 1, IsLongPoll: true),
    ];

    private static string Several => "/events?" + string.Join('&', Enumerable.Range(0, Shared).Select(i => $"topic={TopicOf(i)}"));

    /// <summary>The server-sent events of one topic.</summary>
    public static ReaderKind EventsOf(string topic) => new("SSE of one topic", $"/topics/{topic}/events", 1);

    public static string TopicOf(int number) => $"room:b{number}";

    private static byte[][] CentrifugalJson(int channels) =>
        [Encoding.UTF8.GetBytes("""{"id":1,"connect":{}}"""), Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, channels)
            .Select(i => $$$"""{"id":{{{i + 2}}},"subscribe":{"channel":"{{{TopicOf(i)}}}"}}""")))];

    // The fields of a command: 1 is its id, 4 the request to connect, 5 the request to subscribe, whose field 1 is the channel.
    private static byte[][] CentrifugalProtobuf(int channels) =>
        [[4, 0x08, 1, 0x22, 0], [.. Enumerable.Range(0, channels).SelectMany(i => Subscribe((byte)(i + 2), TopicOf(i)))]];

    private static byte[] Subscribe(byte id, string channel)
    {
        var name = Encoding.ASCII.GetBytes(channel);
        return [(byte)(name.Length + 6), 0x08, id, 0x2A, (byte)(name.Length + 2), 0x0A, (byte)name.Length, .. name];
    }
}
