using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Writes to the WebSocket of a SignalR client: the frames of SignalR itself (<see cref="HubSocketStream"/>) and, between them, the items
/// of streams that the fan-out sends (<see cref="HubItemWriter"/>).
/// </summary>
/// <param name="connection">The writer of the connection. No other object may use this writer.</param>
/// <param name="watch">Disconnects a client that accepts no bytes for too long.</param>
internal sealed class HubOutput(ConnectionWriter connection, WriteWatch watch)
{
    private volatile bool _hasEnded;

    /// <summary>The writer that the frames of SignalR and the items share.</summary>
    public MultiplexedWriter Writer { get; } = new(connection, maxWaiting: 0, watch);

    /// <summary>
    /// Aborts the connection. Does nothing after the end of the WebSocket, since the connection may then have another use.
    /// </summary>
    public void Abort()
    {
        if (!_hasEnded)
            connection.Abort();
    }

    /// <summary>Ends the output with the WebSocket: what is written later is dropped.</summary>
    public void End()
    {
        _hasEnded = true;
        Writer.End();
    }
}
