using System.Net.WebSockets;

namespace Streaming.Server.Transports.Centrifugal;

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
