using Microsoft.Extensions.Options;

namespace Streaming.Server.Fanout.Writers;

/// <summary>
/// Represents a write that waits until the client accepts its bytes. A connection or response has one such object, and reuses it for each
/// of its writes.
/// </summary>
/// <param name="abort">A function that aborts the connection, so that the client notices that a download is incomplete.</param>
internal sealed class PendingWrite(Action abort)
{
    private long _lastProgress;

    /// <summary>
    /// The time at which the client most recently accepted bytes of the write, as a timestamp of the clock of <see cref="WriteWatch"/>.
    /// </summary>
    public long LastProgress
    {
        get => Volatile.Read(ref _lastProgress);
        set => Volatile.Write(ref _lastProgress, value);
    }

    /// <summary>Aborts the connection, because its client has accepted no bytes for too long.</summary>
    public void Abort() => abort();
}
