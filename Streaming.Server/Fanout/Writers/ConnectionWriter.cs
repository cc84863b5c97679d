namespace Streaming.Server.Fanout.Writers;

/// <summary>Writes whole frames to the connection of a client, one write at a time.</summary>
internal abstract class ConnectionWriter
{
    /// <summary>
    /// Writes bytes to the connection, and returns true if the connection accepts all of them immediately. Otherwise the method returns
    /// false and the write continues: <paramref name="owner"/> is notified when the write ends, and the bytes must not change until then.
    /// </summary>
    public abstract bool TryWrite(ReadOnlyMemory<byte> bytes, IWriteOwner owner);

    /// <summary>Aborts the connection, without waiting for writes.</summary>
    public abstract void Abort();
}
