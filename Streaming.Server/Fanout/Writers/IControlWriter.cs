namespace Streaming.Server.Fanout.Writers;

/// <summary>
/// Queues the frames that the .NET WebSocket writes itself (pongs and close frames) among the frames with messages, so that only one object
/// writes to the connection.
/// </summary>
internal interface IControlWriter
{
    /// <summary>Queues a frame for the connection. Returns false if too many frames are queued already.</summary>
    bool TryControl(byte[] frame);

    /// <summary>Queues the last frame for the connection. Nothing is written after it.</summary>
    void Finish(byte[] lastFrame);

    /// <summary>Records that the client has sent something, which proves that the client is alive.</summary>
    void OnProgress();

    /// <summary>Aborts the connection, without waiting for queued frames.</summary>
    void Abort();
}
