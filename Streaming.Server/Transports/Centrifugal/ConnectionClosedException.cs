using Streaming.Server.Centrifugal.Protocol;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Closes a Centrifugal connection because the client violated the protocol or sent a token that is not valid.</summary>
internal sealed class ConnectionClosedException(CloseReason reason, string what, Exception? inner = null) : Exception(what, inner)
{
    public CloseReason Reason { get; } = reason;
}
