using Microsoft.Extensions.Options;

namespace Streaming.Server.Fanout.Writers;

/// <summary>A write that may wait for its client. Each connection or response has one, which is reused for each write.</summary>
/// <param name="abort">Aborts the connection, so that the client does not take a broken download for a complete one.</param>
internal sealed class PendingWrite(Action abort)
{
    private long _lastProgress;

    /// <summary>The time at which the client last accepted bytes, as a timestamp of the watch's clock.</summary>
    public long LastProgress
    {
        get => Volatile.Read(ref _lastProgress);
        set => Volatile.Write(ref _lastProgress, value);
    }

    /// <summary>Aborts the connection.</summary>
    public void Abort() => abort();
}
