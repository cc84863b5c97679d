using Streaming.Server.Fanout.Subscribers;

namespace Streaming.Server.Fanout.Writers;

/// <summary>A connection's way out. One write at a time; whole frames only.</summary>
internal abstract class ConnectionWriter
{
    /// <summary>
    /// Writes now if the connection has room. If false, the rest is being written: <paramref name="owner"/> is told when that is done, and the bytes must not change until then.
    /// </summary>
    public abstract bool TryWrite(ReadOnlyMemory<byte> bytes, IWriteOwner owner);

    /// <summary>Reads what a write will need; see <see cref="SubscriberList"/>.</summary>
    public virtual long Prefetch() => 0;

    /// <summary>Ends the connection at once.</summary>
    public abstract void Abort();
}
