using System.Buffers.Binary;

namespace Streaming.LoadTest.Protocol;

/// <summary>Reads the WebSocket frames (RFC 6455) that the server sends, and writes frames of the client.</summary>
internal readonly record struct WebSocketFrame(int Opcode, bool IsFinal, int Start, int Length)
{
    public const int Text = 1, Close = 8, Ping = 9, Pong = 10;

    public int End => Start + Length;

    /// <summary>Parses a WebSocket frame; returns null while the frame is incomplete.</summary>
    public static WebSocketFrame? TryRead(ReadOnlySpan<byte> bytes, int at)
    {
        var rest = bytes[at..];
        if (rest.Length < 2)
            return null;
        var (start, length) = (2, (ulong)(rest[1] & 127));
        if (length == 126)
        {
            if (rest.Length < 4)
                return null;
            (start, length) = (4, BinaryPrimitives.ReadUInt16BigEndian(rest[2..]));
        }
        else if (length == 127)
        {
            if (rest.Length < 10)
                return null;
            (start, length) = (10, BinaryPrimitives.ReadUInt64BigEndian(rest[2..]));
        }

        return (ulong)(rest.Length - start) < length ? null : new WebSocketFrame(rest[0] & 15, rest[0] >= 128, at + start, (int)length);
    }

    /// <summary>Writes a masked WebSocket frame. The mask has a constant value, since masks only protect proxies.</summary>
    public static byte[] Write(int opcode, ReadOnlySpan<byte> data)
    {
        var start = data.Length < 126 ? 6 : data.Length < 65536 ? 8 : 14;
        var frame = new byte[start + data.Length];
        frame[0] = (byte)(0x80 | opcode);
        frame[1] = (byte)(0x80 | (start == 6 ? data.Length : start == 8 ? 126 : 127));
        if (start == 8)
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)data.Length);
        else if (start == 14)
            BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(2), (ulong)data.Length);
        ReadOnlySpan<byte> mask = [0x35, 0xA7, 0x1C, 0xE2];
        mask.CopyTo(frame.AsSpan(start - 4));
        for (var i = 0; i < data.Length; i++)
            frame[start + i] = (byte)(data[i] ^ mask[i & 3]);
        return frame;
    }
}
