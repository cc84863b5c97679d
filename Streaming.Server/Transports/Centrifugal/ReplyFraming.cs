using System.Net.WebSockets;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Determines how a transport separates the replies to a Centrifugal client, and how it sends the reason of a close.</summary>
internal abstract class ReplyFraming
{
    /// <summary>The bytes that follow the last reply if the server ends the connection without a reason for the client.</summary>
    public abstract byte[] End { get; }

    /// <summary>Encodes one reply as a complete frame of the transport, such as a WebSocket frame.</summary>
    public abstract byte[] Frame(ReadOnlySpan<byte> reply);

    /// <summary>Encodes the bytes that end a connection. These bytes contain the reason why the server closes the connection.</summary>
    public abstract byte[] Close(CloseReason reason, CentrifugalWire wire);
}
