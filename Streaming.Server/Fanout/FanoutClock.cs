using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Http;

namespace Streaming.Server.Fanout;

/// <summary>
/// The clock that all fan-outs share. It triggers their checks of heartbeats and time limits, and ends their subscribers when the server
/// stops.
/// </summary>
internal sealed class FanoutClock : IDisposable
{
    private static readonly TimeSpan s_slowestTick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_fastestTick = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentDictionary<TopicFanout, bool> _fanouts = new();
    private readonly ITimer _timer;
    private readonly TimeProvider _time;
    private readonly TimeSpan _drainTime;
    private readonly long _start;
    private readonly Lock _gate = new();
    private TimeSpan _tick = s_slowestTick;
    private long _now;

    public FanoutClock(StreamLifetime lifetime, TimeProvider time, IOptions<DeliveryOptions> options, LastResortHandler lastResort)
    {
        (_time, _drainTime, _start) = (time, options.Value.DrainTime, time.GetTimestamp());
        _timer = lastResort.CreateTimer(time, "the delivery's clock", static clock => clock.Tick(), this, _tick, _tick);
        lifetime.Stopping.Register(Stop);
    }

    /// <summary>Milliseconds since the start, as of the last tick: accurate enough for heartbeats, and cheap to read.</summary>
    public long Now => Volatile.Read(ref _now);

    /// <summary>Whether the server is stopping. Each fan-out then ends its subscribers.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>Starts ticking a fan-out, which has its first subscriber.</summary>
    public void Add(TopicFanout fanout) => _fanouts[fanout] = true;

    /// <summary>Stops ticking a fan-out, which has no subscribers left.</summary>
    public void Remove(TopicFanout fanout) => _fanouts.TryRemove(fanout, out _);

    /// <summary>Makes the clock tick at least this often, but not more often than every 10 ms.</summary>
    public void TickAtLeast(TimeSpan every)
    {
        if (every >= _tick)
            return;
        lock (_gate)
        {
            if (every < _tick)
                _timer.Change(TimeSpan.Zero, _tick = every < s_fastestTick ? s_fastestTick : every);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        Volatile.Write(ref _now, (long)_time.GetElapsedTime(_start).TotalMilliseconds);
        foreach (var fanout in _fanouts.Keys)
            fanout.Tick();
    }

    private void Stop()
    {
        IsStopping = true;
        TickAtLeast(_drainTime / 20);
        Tick();
    }
}
