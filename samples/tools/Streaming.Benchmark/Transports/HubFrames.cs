using System.Text;

namespace Streaming.Benchmark.Transports;

/// <summary>Encodes the messages with which a SignalR client opens a connection and calls the hub method <c>Subscribe</c>.</summary>
internal static class HubFrames
{
    private const string Handshake = "{\"protocol\":\"json\",\"version\":1}\u001e";

    public static byte[][] Json(IReadOnlyList<string> topics) =>
    [
        Encoding.UTF8.GetBytes(Handshake),
        Encoding.UTF8.GetBytes("{\"type\":4,\"invocationId\":\"1\",\"target\":\"Subscribe\",\"arguments\":[["
            + string.Join(',', topics.Select(topic => $"\"{topic}\"")) + "],null]}\u001e"),
    ];

    // A stream invocation is an array: its type (4), no headers, the invocation's id, the method, the arguments, no uploaded streams.
    public static byte[][] MessagePack(IReadOnlyList<string> topics)
    {
        byte[] message = [0x96, 4, 0x80, .. Text("1"), .. Text("Subscribe"), 0x92, (byte)(0x90 | topics.Count),
            .. topics.SelectMany(Text), 0xC0, 0x90];
        var handshake = Handshake.Replace("json", "messagepack", StringComparison.Ordinal);
        return [Encoding.UTF8.GetBytes(handshake), [(byte)message.Length, .. message]];
    }

    private static byte[] Text(string text) => [(byte)(0xA0 | text.Length), .. Encoding.ASCII.GetBytes(text)];
}
