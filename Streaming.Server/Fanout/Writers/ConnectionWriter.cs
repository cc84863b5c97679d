namespace Streaming.Server.Fanout.Writers;

/// <summary>Writes whole frames to a connection, one write at a time.</summary>
internal abstract class ConnectionWriter
{
    /// <summary>
    /// Writes immediately if the connection accepts all bytes. If it does not, the method returns false and the write continues:
    /// <paramref name="owner"/> is notified when the write ends, and the bytes must not change until then.
    /// </summary>
    public abstract bool TryWrite(ReadOnlyMemory<byte> bytes, IWriteOwner owner);

    /// <summary>Aborts the connection.</summary>
    public abstract void Abort();
}
