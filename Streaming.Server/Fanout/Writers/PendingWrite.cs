using Microsoft.Extensions.Options;

namespace Streaming.Server.Fanout.Writers;

/// <summary>
/// A write that waits until the client accepts its bytes. Each connection or response has one such object, and reuses it for each write.
/// </summary>
/// <param name="abort">Aborts the connection. The client then notices that a download is incomplete.</param>
internal sealed class PendingWrite(Action abort)
{
    private long _lastProgress;

    /// <summary>
    /// The time at which the client last accepted bytes of the write, as a timestamp of the clock of <see cref="WriteWatch"/>.
    /// </summary>
    public long LastProgress
    {
        get => Volatile.Read(ref _lastProgress);
        set => Volatile.Write(ref _lastProgress, value);
    }

    /// <summary>Aborts the connection that waits for its client.</summary>
    public void Abort() => abort();
}
