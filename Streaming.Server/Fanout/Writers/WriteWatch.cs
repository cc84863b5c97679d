using Microsoft.Extensions.Options;

namespace Streaming.Server.Fanout.Writers;

/// <summary>
/// Aborts connections that take nothing of what is being written to them for <see cref="DeliveryOptions.WriteTimeout"/>. One clock looks at all
/// writes that wait, and stands still while there is none.
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

    /// <summary>How many writes wait now.</summary>
    public int Pending
    {
        get
        {
            lock (_gate)
                return _pending.Count;
        }
    }

    /// <summary>A write waits for the client from now on.</summary>
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

    /// <summary>The client took part of it.</summary>
    public void Progress(PendingWrite write) => write.LastProgress = _time.GetTimestamp();

    /// <summary>The write waits no longer.</summary>
    public void End(PendingWrite write)
    {
        // The clock goes on until its next tick: a download that waits for each of its writes does not set it each time.
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
