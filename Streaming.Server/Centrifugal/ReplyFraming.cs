using System.Net.WebSockets;
using Streaming.Server.Delivery;

namespace Streaming.Server.Centrifugal;

/// <summary>How a transport delimits replies, and how it says why it closes.</summary>
internal abstract class ReplyFraming
{
    /// <summary>The bytes after the last reply, where there is no reason to send.</summary>
    public abstract byte[] End { get; }

    /// <summary>A whole frame with one reply.</summary>
    public abstract byte[] Frame(ReadOnlySpan<byte> reply);

    /// <summary>The last bytes, with the reason.</summary>
    public abstract byte[] Close(CloseReason reason, CentrifugalWire wire);
}

/// <summary>Frames of a WebSocket, which has close codes.</summary>
internal sealed class WebSocketFraming(WebSocketFraming.Writer write) : ReplyFraming
{
    /// <summary>Writes one frame.</summary>
    public delegate byte[] Writer(ReadOnlySpan<byte> payload);

    public override byte[] End => [];

    public override byte[] Frame(ReadOnlySpan<byte> reply) => write(reply);

    public override byte[] Close(CloseReason reason, CentrifugalWire wire) => WebSocketFrame.Close((WebSocketCloseStatus)reason.Code, reason.Reason);
}
