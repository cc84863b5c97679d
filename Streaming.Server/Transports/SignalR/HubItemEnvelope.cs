using Microsoft.AspNetCore.SignalR.Protocol;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Holds what surrounds each item in the SignalR messages of one stream. It differs from stream to stream, since it contains the id that
/// the client has given to the stream.
/// </summary>
internal sealed class HubItemEnvelope
{
    // The envelope precedes each item, also in a page of small items, and all of a page is in memory while its client does not read.
    // SignalR's own clients number their streams.
    private const int MaxInvocationLength = 64;

    // The ends of a SignalR message with the item null.
    private static readonly byte[] s_jsonEnd = [.. "null}"u8, 0x1E];
    private static readonly byte[] s_messagePackEnd = [0xC0];

    private readonly byte[] _prefix;
    private readonly byte[] _suffix;

    private HubItemEnvelope(string invocation, HubItemFormat format, byte[] prefix, byte[] suffix) =>
        (Invocation, Format, _prefix, _suffix) = (invocation, format, prefix, suffix);

    /// <summary>The id that the client has given to the stream.</summary>
    public string Invocation { get; }

    /// <summary>The format of the items.</summary>
    public HubItemFormat Format { get; }

    /// <summary>Whether the SignalR messages are binary, so that the length of each message precedes it.</summary>
    public bool IsBinary => ReferenceEquals(Format, HubItemFormat.MessagePack);

    /// <summary>The bytes of a SignalR message before its item.</summary>
    public ReadOnlySpan<byte> Prefix => _prefix;

    /// <summary>The bytes of a SignalR message after its item.</summary>
    public ReadOnlySpan<byte> Suffix => _suffix;

    /// <summary>
    /// Creates the envelope of a stream from a message that the protocol itself has written. Returns null if the protocol is not one of
    /// SignalR's own, or writes other messages than expected, or if the id of the stream is long: SignalR itself then writes the items.
    /// </summary>
    public static HubItemEnvelope? TryCreate(IHubProtocol protocol, string invocation)
    {
        var message = invocation.Length <= MaxInvocationLength && (protocol is JsonHubProtocol or MessagePackHubProtocol)
            ? protocol.GetMessageBytes(new StreamItemMessage(invocation, item: null)).Span : default;
        if (protocol is JsonHubProtocol && message.EndsWith(s_jsonEnd))
            return new HubItemEnvelope(invocation, HubItemFormat.Json, message[..^s_jsonEnd.Length].ToArray(), s_jsonEnd[^2..]);
        if (protocol is MessagePackHubProtocol && message.EndsWith(s_messagePackEnd))
            return new HubItemEnvelope(invocation, HubItemFormat.MessagePack, BodyOf(message)[..^1].ToArray(), []);
        return null;
    }

    // Removes the length that precedes a binary message. Each of its bytes but the last one has the highest bit.
    private static ReadOnlySpan<byte> BodyOf(ReadOnlySpan<byte> message)
    {
        while (message[0] >= 0x80)
            message = message[1..];
        return message[1..];
    }
}
