using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Fanout.Writers;

/// <summary>
/// Aborts connections whose client accepts no byte of a write for the time <see cref="DeliveryOptions.WriteTimeout"/>. One timer serves all
/// writes.
/// </summary>
internal sealed class WriteWatch : IDisposable
{
    private readonly TimeProvider _time;
    private readonly LastResortHandler _lastResort;
    private readonly ConnectionMetrics _metrics;
    private readonly TimeoutWatch<PendingWrite> _watch;

    public WriteWatch(IOptions<DeliveryOptions> options, TimeProvider time, LastResortHandler lastResort, ConnectionMetrics metrics)
    {
        (_time, _lastResort, _metrics) = (time, lastResort, metrics);
        var timeout = options.Value.WriteTimeout;
        _watch = new TimeoutWatch<PendingWrite>(
            time, lastResort, "the time limit of writes", timeout, write => time.GetElapsedTime(write.LastProgress) > timeout, Abort);
    }

    /// <summary>The current number of writes that wait for their clients to accept bytes.</summary>
    public int Pending => _watch.Count;

    /// <summary>Starts the time limit of a write that waits for its client to accept bytes.</summary>
    public void Begin(PendingWrite write)
    {
        Progress(write);
        _watch.Begin(write);
    }

    /// <summary>Records that the client has accepted a part of the write, so that the time limit starts again.</summary>
    public void Progress(PendingWrite write) => write.LastProgress = _time.GetTimestamp();

    /// <summary>Stops checking the duration of a write, because the write has ended.</summary>
    public void End(PendingWrite write) => _watch.End(write);

    public void Dispose() => _watch.Dispose();

    private void Abort(List<PendingWrite> late)
    {
        foreach (var write in late)
        {
            _metrics.CountDisconnected("http");
            _lastResort.Run("aborting a connection whose client accepts no bytes", static write => write.Abort(), write);
        }
    }
}
