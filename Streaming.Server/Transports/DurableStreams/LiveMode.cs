namespace Streaming.Server.Transports.DurableStreams;

/// <summary>Selects how a read of a stream goes on when the client has received all stored data.</summary>
internal enum LiveMode
{
    /// <summary>The response ends at once.</summary>
    None,

    /// <summary>The server waits for new data, and then ends the response.</summary>
    LongPoll,

    /// <summary>The server sends new data as server-sent events.</summary>
    Sse,
}
