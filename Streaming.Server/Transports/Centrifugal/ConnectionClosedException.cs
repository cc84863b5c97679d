using Streaming.Server.Centrifugal.Protocol;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Thrown to close a Centrifugal connection, because the client has violated the protocol or has sent an invalid token.</summary>
internal sealed class ConnectionClosedException(CloseReason reason, string what, Exception? inner = null) : Exception(what, inner)
{
    public CloseReason Reason { get; } = reason;
}
