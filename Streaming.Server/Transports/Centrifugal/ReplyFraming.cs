using System.Net.WebSockets;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Determines how a transport separates the replies to a Centrifugal client, and how it sends the reason of a close.</summary>
internal abstract class ReplyFraming
{
    /// <summary>The bytes that end a connection after the last reply if the client receives no reason for the close.</summary>
    public abstract byte[] End { get; }

    /// <summary>Encodes one reply as a whole frame of the transport.</summary>
    public abstract byte[] Frame(ReadOnlySpan<byte> reply);

    /// <summary>Encodes the last bytes of a connection, which contain the reason of the close.</summary>
    public abstract byte[] Close(CloseReason reason, CentrifugalWire wire);
}
