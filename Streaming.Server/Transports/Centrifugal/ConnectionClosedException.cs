using Streaming.Server.Centrifugal.Protocol;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>The connection is to be closed, for something that its client did.</summary>
internal sealed class ConnectionClosedException(CloseReason reason, string what, Exception? inner = null) : Exception(what, inner)
{
    public CloseReason Reason { get; } = reason;
}
