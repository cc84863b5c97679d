using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Fanout.Subscribers;
using Streaming.Server.Http;

namespace Streaming.Server.Fanout;

/// <summary>
/// A clock that all subscribers share. It checks their heartbeats and time limits at an interval. It also ends all subscribers when the
/// server stops, or when this node (server process) cannot reach its store and sends its clients to other nodes
/// (<see cref="StreamLifetime"/>).
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
    private TimeSpan _spread;
    private bool _isLeaving;

    public FanoutClock(StreamLifetime lifetime, TimeProvider time, IOptions<DeliveryOptions> options, LastResortHandler lastResort)
    {
        (_time, _drainTime, _start) = (time, options.Value.DrainTime, time.GetTimestamp());
        _timer = lastResort.CreateTimer(time, "the check of heartbeats and time limits", static clock => clock.Tick(), this, _tick, _tick);
        lifetime.Stopping.Register(() => CloseAll(_drainTime, isLeaving: false));
        lifetime.OnLeaving(within => CloseAll(within, isLeaving: true));
        lifetime.OnReturned(() => IsClosing = lifetime.IsStopping);
    }

    /// <summary>
    /// The time at which the clock's timer last fired, in milliseconds since the clock was created. The value is accurate enough for
    /// heartbeats, and fast to read.
    /// </summary>
    public long Now => Volatile.Read(ref _now);

    /// <summary>
    /// Whether the streams of all clients must end: the server stops, or this node (server process) cannot reach its store and sends its
    /// clients to other nodes.
    /// </summary>
    public bool IsClosing { get; private set; }

    /// <summary>
    /// Returns the time over which the server spreads the ends of its streams, so that the clients do not all reconnect at once. Zero if
    /// the server ends the streams of the given protocol immediately.
    /// </summary>
    /// <param name="protocol">The protocol (frames and time limits) of the subscriber.</param>
    public TimeSpan SpreadOf(SubscriberProtocol protocol) => protocol.SpreadsStopFrames || _isLeaving ? _spread : TimeSpan.Zero;

    /// <summary>
    /// Starts the checks of heartbeats and time limits for a fan-out (the object that sends a topic's messages), which has got its first
    /// subscriber.
    /// </summary>
    public void Add(TopicFanout fanout) => _fanouts[fanout] = true;

    /// <summary>
    /// Ends the checks of heartbeats and time limits for a fan-out (the object that sends a topic's messages), which has no subscribers
    /// left.
    /// </summary>
    public void Remove(TopicFanout fanout) => _fanouts.TryRemove(fanout, out _);

    /// <summary>
    /// Makes the clock check at least as often as the given interval, but not more often than every 10 ms. If the clock already checks more
    /// often, nothing changes.
    /// </summary>
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

    private void CloseAll(TimeSpan within, bool isLeaving)
    {
        (_spread, _isLeaving, IsClosing) = (within, isLeaving, true);
        TickAtLeast(within / 20);
        Tick();
    }
}
