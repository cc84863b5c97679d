using Streaming.Server.Fanout.WebSockets;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Composes the WebSocket frame with the items of a stream from shared records (<see cref="HubItemFormat"/>) and the envelope of the
/// stream. Most clients of an application give their stream the same id, so a thread keeps its last frames for the next clients.
/// </summary>
internal static class HubItemFrames
{
    private const int KeptFrames = 4;

    // The largest frame that a thread keeps.
    private const int KeptBytes = 16 * 1024;

    [ThreadStatic]
    private static KeptFrame[]? s_kept;

    [ThreadStatic]
    private static uint s_next;

    /// <summary>Returns the WebSocket frame that contains the items of the given records.</summary>
    public static byte[] Of(byte[] records, HubItemEnvelope envelope)
    {
        var kept = s_kept ??= new KeptFrame[KeptFrames];
        foreach (ref readonly var frame in kept.AsSpan())
        {
            if (ReferenceEquals(frame.Records, records) && string.Equals(frame.Invocation, envelope.Invocation, StringComparison.Ordinal))
                return frame.Bytes;
        }

        var composed = Compose(records, envelope);
        if (composed.Length <= KeptBytes)
            kept[s_next++ % KeptFrames] = new KeptFrame(records, envelope.Invocation, composed);
        return composed;
    }

    private static byte[] Compose(ReadOnlySpan<byte> records, HubItemEnvelope envelope)
    {
        var length = 0;
        for (var rest = records; !rest.IsEmpty;)
        {
            var message = LengthOf(HubItemFormat.TakeItem(ref rest), envelope);
            length += message + (envelope.IsBinary ? LengthBytesOf(message) : 0);
        }

        var frame = WebSocketFrame.Create(envelope.IsBinary, length, out var payload);
        for (var rest = records; !rest.IsEmpty;)
        {
            var item = HubItemFormat.TakeItem(ref rest);
            if (envelope.IsBinary)
                AppendLength(LengthOf(item, envelope), ref payload);
            Append(envelope.Prefix, ref payload);
            Append(item, ref payload);
            Append(envelope.Suffix, ref payload);
        }

        return frame;
    }

    private static int LengthOf(ReadOnlySpan<byte> item, HubItemEnvelope envelope) =>
        envelope.Prefix.Length + item.Length + envelope.Suffix.Length;

    // In a binary message, each byte of the length holds 7 bits, the lowest bits first.
    private static int LengthBytesOf(int length)
    {
        var bytes = 1;
        for (; length >= 0x80; length >>= 7)
            bytes++;
        return bytes;
    }

    private static void AppendLength(int length, ref Span<byte> output)
    {
        var at = 0;
        for (; length >= 0x80; length >>= 7)
            output[at++] = (byte)(length | 0x80);
        output[at++] = (byte)length;
        output = output[at..];
    }

    private static void Append(scoped ReadOnlySpan<byte> bytes, ref Span<byte> output)
    {
        bytes.CopyTo(output);
        output = output[bytes.Length..];
    }

    private readonly record struct KeptFrame(byte[] Records, string Invocation, byte[] Bytes);
}
