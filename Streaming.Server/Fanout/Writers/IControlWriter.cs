namespace Streaming.Server.Fanout.Writers;

/// <summary>Takes the frames that a WebSocket writes by itself (pongs, closes), so that each connection has one writer.</summary>
internal interface IControlWriter
{
    /// <summary>Writes a frame as soon as there is room, after those that wait; false if too many wait already.</summary>
    bool TryControl(byte[] frame);

    /// <summary>The far side gave a sign of life.</summary>
    void OnProgress();

    /// <summary>Ends the connection at once.</summary>
    void Abort();
}
