using System.Net.WebSockets;
using Streaming.Server.Fanout.WebSockets;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Writes each reply to a Centrifugal client as a WebSocket frame, and sends the reason of a close as a WebSocket close code.
/// </summary>
internal sealed class WebSocketFraming(WebSocketFraming.Writer write) : ReplyFraming
{
    /// <summary>Encodes a payload as one WebSocket frame.</summary>
    public delegate byte[] Writer(ReadOnlySpan<byte> payload);

    public override byte[] End => [];

    public override byte[] Frame(ReadOnlySpan<byte> reply) => write(reply);

    public override byte[] Close(CloseReason reason, CentrifugalWire wire) =>
        WebSocketFrame.Close((WebSocketCloseStatus)reason.Code, reason.Reason);
}
