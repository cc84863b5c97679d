namespace Streaming.Server.Fanout.Writers;

/// <summary>
/// Accepts the frames that the WebSocket of .NET writes itself (pongs and closes), so that only one object writes to the connection.
/// </summary>
internal interface IControlWriter
{
    /// <summary>Queues a frame for the connection. Returns false if too many frames are queued already.</summary>
    bool TryControl(byte[] frame);

    /// <summary>Records that the client has sent something, so it is alive.</summary>
    void OnProgress();

    /// <summary>Aborts the connection, without waiting for queued frames.</summary>
    void Abort();
}
