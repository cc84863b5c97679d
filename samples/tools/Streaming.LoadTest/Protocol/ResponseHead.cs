using System.Buffers.Text;
using System.Text;

namespace Streaming.LoadTest.Protocol;

/// <summary>Holds the parts of an HTTP response's head (status line and headers) that the load test needs.</summary>
internal readonly record struct ResponseHead(int Status, long? ContentLength, bool IsChunked, bool Accepts, int Length)
{
    /// <summary>
    /// The WebSocket key in the example of RFC 6455. The load test needs no secret key, so all its connections use this one.
    /// </summary>
    public const string WebSocketKey = "dGhlIHNhbXBsZSBub25jZQ==";
    private static ReadOnlySpan<byte> WebSocketAnswer => "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="u8;

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Parses the head of an HTTP response; returns null while the head is incomplete.</summary>
    public static ResponseHead? TryParse(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return null;
        var head = bytes[..end];
        var space = head.IndexOf((byte)' ');
        if (space < 0 || !Utf8Parser.TryParse(head[(space + 1)..], out int status, out _))
            status = 0;
        long? length = null;
        var (chunked, accepts) = (false, false);
        for (var line = head.IndexOf("\r\n"u8); line >= 0;)
        {
            head = head[(line + 2)..];
            line = head.IndexOf("\r\n"u8);
            var text = line < 0 ? head : head[..line];
            if (Value(text, "content-length:"u8) is { Length: > 0 } count && Utf8Parser.TryParse(count, out long value, out _))
                length = value;
            else if (Value(text, "transfer-encoding:"u8) is { Length: > 0 } coding)
                chunked |= Ascii.EqualsIgnoreCase(coding, "chunked"u8);
            else if (Value(text, "sec-websocket-accept:"u8) is { Length: > 0 } answer)
                accepts = answer.SequenceEqual(WebSocketAnswer);
        }

        return new ResponseHead(status, length, chunked, accepts, end + 4);
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
        line.Length > name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name) ? line[name.Length..].Trim((byte)' ') : default;
}
