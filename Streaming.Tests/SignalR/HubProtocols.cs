using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Streaming.Tests.SignalR;

/// <summary>Encodes what a SignalR client sends, and separates the messages that it receives, with the protocols of SignalR.</summary>
internal static class HubProtocols
{
    private static readonly JsonHubProtocol s_json = new();
    private static readonly MessagePackHubProtocol s_messagePack = new();

    public static byte[] Handshake(bool messagePack) =>
        Encoding.UTF8.GetBytes($"{{\"protocol\":\"{Of(messagePack).Name}\",\"version\":1}}\u001e");

    public static byte[] Encode(bool messagePack, HubMessage message) => Of(messagePack).GetMessageBytes(message).ToArray();

    public static byte[] Subscribe(bool messagePack, string id, string topic, string? after) =>
        Encode(messagePack, new StreamInvocationMessage(id, "Subscribe", [new[] { topic }, after]));

    /// <summary>Separates messages that arrived together. The bytes must be whole messages.</summary>
    public static IReadOnlyList<byte[]> Split(bool messagePack, byte[] bytes)
    {
        var messages = new List<byte[]>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = messagePack ? BinaryLength(bytes.AsSpan(at)) : bytes.AsSpan(at).IndexOf((byte)0x1E) + 1;
            length.Should().BeInRange(1, bytes.Length - at, "a WebSocket message has whole SignalR messages only");
            messages.Add(bytes[at..(at + length)]);
            at += length;
        }

        return messages;
    }

    /// <summary>Parses a message whose items and results have no type that matters.</summary>
    public static HubMessage Parse(bool messagePack, byte[] message)
    {
        var bytes = new ReadOnlySequence<byte>(message);
        Of(messagePack).TryParseMessage(ref bytes, AnyBinder.Instance, out var parsed).Should().BeTrue();
        return parsed!;
    }

    private static IHubProtocol Of(bool messagePack) => messagePack ? s_messagePack : s_json;

    private static int BinaryLength(ReadOnlySpan<byte> bytes)
    {
        var (length, at) = (0, 0);
        do
            length |= (bytes[at] & 0x7F) << (7 * at);
        while ((bytes[at++] & 0x80) != 0);
        return at + length;
    }
}
