using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Fanout.Subscribers;
using Streaming.Server.Http;

namespace Streaming.Server.Fanout;

/// <summary>
/// Starts the checks of heartbeats and time limits for all subscribers at an interval, and ends all subscribers when the server stops or
/// leaves (<see cref="StreamLifetime"/>). One clock serves all fan-outs (a fan-out sends the messages of one topic to subscribers).
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
        lifetime.Leaving += within => CloseAll(within, isLeaving: true);
        lifetime.Returned += () => IsClosing = lifetime.IsStopping;
    }

    /// <summary>
    /// The time at which the clock's timer last fired, in milliseconds since the clock was created. The value is accurate enough for
    /// heartbeats, and fast to read.
    /// </summary>
    public long Now => Volatile.Read(ref _now);

    /// <summary>
    /// Whether the server is stopping, or sends its clients to other nodes. In both cases, each fan-out (the sending of a topic's messages)
    /// disconnects its subscribers.
    /// </summary>
    public bool IsClosing { get; private set; }

    /// <summary>The time over which the ends of subscribers are spread while the server closes its streams.</summary>
    /// <param name="protocol">The protocol of the subscriber (frames and time limits of its transport).</param>
    public TimeSpan SpreadOf(SubscriberProtocol protocol) => protocol.SpreadsStopFrames || _isLeaving ? _spread : TimeSpan.Zero;

    /// <summary>
    /// Adds a fan-out (the sending of a topic's messages) that has got its first subscriber. From now on, the heartbeats and time limits of
    /// its subscribers are checked.
    /// </summary>
    public void Add(TopicFanout fanout) => _fanouts[fanout] = true;

    /// <summary>
    /// Removes a fan-out (the sending of a topic's messages) that has no subscribers left and needs no checks of heartbeats and time
    /// limits.
    /// </summary>
    public void Remove(TopicFanout fanout) => _fanouts.TryRemove(fanout, out _);

    /// <summary>
    /// Shortens the interval of the clock's checks to the given time, but not below 10 ms. If the interval is already shorter, nothing
    /// changes.
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
