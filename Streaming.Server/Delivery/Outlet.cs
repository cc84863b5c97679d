namespace Streaming.Server.Delivery;

/// <summary>A connection's way out. One write at a time; whole frames only.</summary>
internal abstract class Outlet
{
    /// <summary>
    /// Writes now if the connection has room. If false, the rest is being written: <paramref name="owner"/> is told when that is done, and the bytes must not change until then.
    /// </summary>
    public abstract bool TryWrite(ReadOnlyMemory<byte> bytes, IWriteOwner owner);

    /// <summary>Reads what a write will need; see <see cref="ReaderList"/>.</summary>
    public virtual long Prefetch() => 0;

    /// <summary>Ends the connection at once.</summary>
    public abstract void Abort();
}

/// <summary>Whose bytes an outlet writes, and who hears how that goes; from any thread.</summary>
internal interface IWriteOwner
{
    /// <summary>The write that is going on; kept so that it is observed.</summary>
    Task Writing { get; set; }

    /// <summary>Part of the write went through.</summary>
    void MadeProgress();

    /// <summary>The write is finished, or, if <paramref name="ended"/>, never will be.</summary>
    void Written(bool ended);

    /// <summary>The connection takes nothing more.</summary>
    void End();
}

/// <summary>Takes the frames that a WebSocket writes by itself (pongs, closes), so that each connection has one writer.</summary>
internal interface IControlWriter
{
    /// <summary>Writes a frame as soon as there is room, after those that wait; false if too many wait already.</summary>
    bool TryControl(byte[] frame);

    /// <summary>The far side gave a sign of life.</summary>
    void Heard();

    /// <summary>Ends the connection at once.</summary>
    void Abort();
}
