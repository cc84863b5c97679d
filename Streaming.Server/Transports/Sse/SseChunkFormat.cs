using System.Globalization;
using System.Text;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.Sse;

/// <summary>Encodes a message as a server-sent event inside one chunk of a chunked HTTP response (RFC 9112, section 7.1).</summary>
internal sealed class SseChunkFormat : WireFormat
{
    public static readonly SseChunkFormat Instance = new();

    /// <summary>The empty chunk that ends a chunked HTTP body. Without it, the client treats the body as incomplete.</summary>
    public static ReadOnlySpan<byte> LastChunk => "0\r\n\r\n"u8;

    public static byte[] Chunk(ReadOnlySpan<byte> bytes)
    {
        var size = Encoding.ASCII.GetBytes(bytes.Length.ToString("x", CultureInfo.InvariantCulture));
        return [.. size, .. "\r\n"u8, .. bytes, .. "\r\n"u8];
    }

    protected internal override byte[] Encode(Message message) => message.Type == MessageType.Closed
        ? [.. Chunk(message.Frame(SseFormat.Event)), .. LastChunk]
        : Chunk(message.Frame(SseFormat.Event));
}
