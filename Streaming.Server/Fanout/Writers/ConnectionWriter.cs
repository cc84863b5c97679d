namespace Streaming.Server.Fanout.Writers;

/// <summary>Writes whole frames (encoded messages) to the connection of a client, one write at a time.</summary>
internal abstract class ConnectionWriter
{
    /// <summary>
    /// Starts to write bytes to the connection. Returns true if the connection accepts all bytes immediately. Otherwise the write continues
    /// after the call, and the bytes must not be changed until the write ends. The end is reported to <paramref name="owner"/>.
    /// </summary>
    public abstract bool TryWrite(ReadOnlyMemory<byte> bytes, IWriteOwner owner);

    /// <summary>Aborts the connection, without waiting for writes in progress.</summary>
    public abstract void Abort();
}
