namespace Streaming.Server.Delivery;

/// <summary>A connection's way out. One write at a time; whole frames only.</summary>
internal abstract class Outlet
{
    /// <summary>
    /// Writes now if the connection has room. If false, the rest is being written: <paramref name="reader"/> is told when that is done, and the bytes must not change until then.
    /// </summary>
    public abstract bool TryWrite(ReadOnlyMemory<byte> bytes, Reader reader);

    /// <summary>Ends the connection at once.</summary>
    public abstract void Abort();
}
