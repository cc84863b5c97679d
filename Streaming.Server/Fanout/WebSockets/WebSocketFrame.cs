using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;

namespace Streaming.Server.Fanout.WebSockets;

/// <summary>
/// Encodes the WebSocket frames that the server sends to clients. Such frames are not masked (RFC 6455, section 5.2), so all subscribers
/// can share the bytes of one frame.
/// </summary>
internal static class WebSocketFrame
{
    private const byte TextFinal = 0x81;
    private const byte BinaryFinal = 0x82;
    private const byte CloseFinal = 0x88;
    private const int MaxCloseReason = 123;

    /// <summary>The bytes of a ping frame without data.</summary>
    public static readonly byte[] Ping = [0x89, 0x00];

    public static byte[] Text(ReadOnlySpan<byte> utf8) => Frame(TextFinal, utf8);

    public static byte[] Binary(ReadOnlySpan<byte> bytes) => Frame(BinaryFinal, bytes);

    /// <summary>Returns a WebSocket close frame with a status code and a reason. A reason of more than 123 bytes is cut off.</summary>
    public static byte[] Close(WebSocketCloseStatus status, string reason)
    {
        var text = Encoding.UTF8.GetBytes(reason);
        var payload = new byte[2 + Math.Min(text.Length, MaxCloseReason)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)status);
        text.AsSpan(0, payload.Length - 2).CopyTo(payload.AsSpan(2));
        return Frame(CloseFinal, payload);
    }

    /// <summary>Creates a WebSocket frame whose payload the caller writes.</summary>
    /// <param name="isBinary">Whether the frame is a binary frame, and not a text frame.</param>
    /// <param name="length">The length of the payload.</param>
    /// <param name="payload">The part of the frame for the payload.</param>
    public static byte[] Create(bool isBinary, int length, out Span<byte> payload) =>
        Create(isBinary ? BinaryFinal : TextFinal, length, out payload);

    /// <summary>Returns whether a frame is a close frame, the last one of a connection.</summary>
    public static bool IsClose(ReadOnlySpan<byte> frame) => frame is [CloseFinal, ..];

    private static byte[] Frame(byte first, ReadOnlySpan<byte> payload)
    {
        var frame = Create(first, payload.Length, out var room);
        payload.CopyTo(room);
        return frame;
    }

    private static byte[] Create(byte first, int length, out Span<byte> payload)
    {
        var header = length switch { < 126 => 2, <= ushort.MaxValue => 4, _ => 10 };
        var frame = new byte[header + length];
        frame[0] = first;
        if (header == 2)
        {
            frame[1] = (byte)length;
        }
        else if (header == 4)
        {
            frame[1] = 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)length);
        }
        else
        {
            frame[1] = 127;
            BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(2), (ulong)length);
        }

        payload = frame.AsSpan(header);
        return frame;
    }
}
