using Microsoft.Extensions.Options;

namespace Streaming.Server.Fanout.Writers;

/// <summary>
/// Aborts connections whose clients accept no bytes of a write for <see cref="DeliveryOptions.WriteTimeout"/>. One timer checks all pending writes, and is off
/// while there are none.
/// </summary>
internal sealed class WriteWatch : IDisposable
{
    private static readonly TimeSpan s_slowestTick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_fastestTick = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly HashSet<PendingWrite> _pending = [];
    private readonly TimeProvider _time;
    private readonly ConnectionMetrics _metrics;
    private readonly TimeSpan _timeout;
    private readonly TimeSpan _tick;
    private readonly ITimer _clock;
    private bool _isTicking;

    public WriteWatch(IOptions<DeliveryOptions> options, TimeProvider time, ConnectionMetrics metrics)
    {
        (_time, _metrics, _timeout) = (time, metrics, options.Value.WriteTimeout);
        var quarter = _timeout / 4;
        _tick = quarter < s_fastestTick ? s_fastestTick : quarter < s_slowestTick ? quarter : s_slowestTick;
        _clock = time.CreateTimer(static watch => ((WriteWatch)watch!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The number of pending writes.</summary>
    public int Pending
    {
        get
        {
            lock (_gate)
                return _pending.Count;
        }
    }

    /// <summary>Watches a write that waits for its client.</summary>
    public void Begin(PendingWrite write)
    {
        Progress(write);
        lock (_gate)
        {
            _pending.Add(write);
            if (_isTicking)
                return;
            _isTicking = true;
            _clock.Change(_tick, _tick);
        }
    }

    /// <summary>Records that the client accepted part of the write.</summary>
    public void Progress(PendingWrite write) => write.LastProgress = _time.GetTimestamp();

    /// <summary>Stops watching a write.</summary>
    public void End(PendingWrite write)
    {
        // The timer stays on until its next tick, so that a download that waits for each of its writes does not set the timer each time.
        lock (_gate)
            _pending.Remove(write);
    }

    public void Dispose() => _clock.Dispose();

    private void Tick()
    {
        var late = new List<PendingWrite>();
        lock (_gate)
        {
            foreach (var write in _pending)
            {
                if (_time.GetElapsedTime(write.LastProgress) > _timeout)
                    late.Add(write);
            }

            _pending.ExceptWith(late);
            if (_pending.Count == 0)
            {
                _isTicking = false;
                _clock.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }

        foreach (var write in late)
        {
            _metrics.CutOff("http");
            write.Abort();
        }
    }
}
