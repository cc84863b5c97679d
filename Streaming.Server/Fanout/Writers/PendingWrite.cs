using Microsoft.Extensions.Options;

namespace Streaming.Server.Fanout.Writers;

/// <summary>A write that may wait for its client. One for each connection or response, used again for each of its writes.</summary>
/// <param name="abort">Ends the connection, so that the client sees a broken download and not a short one.</param>
internal sealed class PendingWrite(Action abort)
{
    private long _lastProgress;

    /// <summary>When the client last took something, as a timestamp of the watch's clock.</summary>
    public long LastProgress
    {
        get => Volatile.Read(ref _lastProgress);
        set => Volatile.Write(ref _lastProgress, value);
    }

    /// <summary>Ends the connection at once.</summary>
    public void Abort() => abort();
}
