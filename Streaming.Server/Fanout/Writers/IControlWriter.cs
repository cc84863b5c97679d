namespace Streaming.Server.Fanout.Writers;

/// <summary>Accepts the frames that a WebSocket writes itself (pongs, closes), so that each connection has one writer.</summary>
internal interface IControlWriter
{
    /// <summary>Queues a frame; false if too many are queued already.</summary>
    bool TryControl(byte[] frame);

    /// <summary>Reports a sign of life of the client.</summary>
    void OnProgress();

    /// <summary>Aborts the connection.</summary>
    void Abort();
}
