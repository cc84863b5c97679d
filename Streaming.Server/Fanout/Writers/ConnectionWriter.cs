namespace Streaming.Server.Fanout.Writers;

/// <summary>Writes whole frames (encoded messages) to the connection of a client, one write at a time.</summary>
internal abstract class ConnectionWriter
{
    /// <summary>
    /// Starts to write bytes to the connection. Returns true if the connection accepts all bytes immediately. Otherwise the write continues
    /// after the call: <paramref name="owner"/> is notified when the write ends, and the bytes must not be changed until then.
    /// </summary>
    public abstract bool TryWrite(ReadOnlyMemory<byte> bytes, IWriteOwner owner);

    /// <summary>Aborts the connection, without waiting for writes in progress.</summary>
    public abstract void Abort();
}
