namespace Streaming.Server.Transports.DurableStreams;

/// <summary>Selects what happens when a client that reads a stream has received all stored data.</summary>
internal enum LiveMode
{
    /// <summary>The response ends after the stored data.</summary>
    None,

    /// <summary>The server waits for new data, sends this data, and then ends the response.</summary>
    LongPoll,

    /// <summary>The response stays open, and the server sends new data as server-sent events.</summary>
    Sse,
}
