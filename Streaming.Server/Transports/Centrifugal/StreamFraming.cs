using System.Globalization;
using System.Text;
using Streaming.Server.Centrifugal.Protocol;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Writes replies one after another into the body of an HTTP response. Since HTTP has no close code, the reason of a close is sent as a
/// message.
/// </summary>
/// <param name="before">The bytes that precede each reply.</param>
/// <param name="after">The bytes that follow each reply.</param>
/// <param name="isChunked">Whether each reply is one chunk of HTTP/1.1 (RFC 9112, section 7.1). Later versions of HTTP need no
/// chunks.</param>
internal sealed class StreamFraming(string before, string after, bool isChunked) : ReplyFraming
{
    private readonly byte[] _before = Encoding.ASCII.GetBytes(before);
    private readonly byte[] _after = Encoding.ASCII.GetBytes(after);

    public override byte[] End { get; } = isChunked ? "0\r\n\r\n"u8.ToArray() : [];

    public override byte[] Frame(ReadOnlySpan<byte> reply)
    {
        if (!isChunked)
            return [.. _before, .. reply, .. _after];
        var size = Encoding.ASCII.GetBytes((_before.Length + reply.Length + _after.Length).ToString("x", CultureInfo.InvariantCulture));
        return [.. size, .. "\r\n"u8, .. _before, .. reply, .. _after, .. "\r\n"u8];
    }

    public override byte[] Close(CloseReason reason, CentrifugalWire wire)
    {
        var disconnect = new Disconnect { Code = (uint)reason.Code, Reason = reason.Reason, Reconnect = reason.Reconnects };
        return [.. wire.Write(new Reply { Push = new Push { Disconnect = disconnect } }), .. End];
    }
}
