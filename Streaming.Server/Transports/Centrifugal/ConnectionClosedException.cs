using Streaming.Server.Centrifugal.Protocol;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Closes a connection whose client violated the protocol or is refused.</summary>
internal sealed class ConnectionClosedException(CloseReason reason, string what, Exception? inner = null) : Exception(what, inner)
{
    public CloseReason Reason { get; } = reason;
}
