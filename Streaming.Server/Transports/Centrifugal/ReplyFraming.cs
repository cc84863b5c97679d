using System.Net.WebSockets;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>The framing of a transport: how it delimits replies, and how it sends the reason of a close.</summary>
internal abstract class ReplyFraming
{
    /// <summary>The bytes after the last reply if there is no close reason.</summary>
    public abstract byte[] End { get; }

    /// <summary>Encodes one reply as a whole frame.</summary>
    public abstract byte[] Frame(ReadOnlySpan<byte> reply);

    /// <summary>Encodes the last bytes, which contain the reason of the close.</summary>
    public abstract byte[] Close(CloseReason reason, CentrifugalWire wire);
}
