using System.Net.WebSockets;
using Streaming.Server.Fanout.WebSockets;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Frames of a WebSocket, which has close codes.</summary>
internal sealed class WebSocketFraming(WebSocketFraming.Writer write) : ReplyFraming
{
    /// <summary>Writes one frame.</summary>
    public delegate byte[] Writer(ReadOnlySpan<byte> payload);

    public override byte[] End => [];

    public override byte[] Frame(ReadOnlySpan<byte> reply) => write(reply);

    public override byte[] Close(CloseReason reason, CentrifugalWire wire) =>
        WebSocketFrame.Close((WebSocketCloseStatus)reason.Code, reason.Reason);
}
