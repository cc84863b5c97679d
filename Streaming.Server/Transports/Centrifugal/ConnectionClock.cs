using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Fanout;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// The clock that all Centrifugal connections share. At each tick, the connections send pings that are due and check their time limits. The
/// clock also closes the connections when the server stops.
/// </summary>
internal sealed class ConnectionClock : IDisposable
{
    private static readonly TimeSpan s_slowestTick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_fastestTick = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentDictionary<CentrifugalConnection, byte> _connections = new();
    private readonly LastResortHandler _lastResort;
    private readonly TimeProvider _time;
    private readonly StreamLifetime _lifetime;
    private readonly TimeSpan _drain;
    private readonly long _start;
    private readonly ITimer _timer;

    public ConnectionClock(TimeProvider time, StreamLifetime lifetime, IOptions<CentrifugalOptions> options,
        IOptions<DeliveryOptions> delivery, LastResortHandler lastResort)
    {
        _lastResort = lastResort;
        (_time, _lifetime, _drain, _start) = (time, lifetime, delivery.Value.DrainTime, time.GetTimestamp());
        var shortest = new[] { options.Value.PingInterval, options.Value.PongTimeout, options.Value.ConnectTimeout }.Min();
        var tick = Between(s_fastestTick, shortest / 10, s_slowestTick);
        _timer = lastResort.CreateTimer(time, "the clock of Centrifugal connections", static clock => clock.Tick(), this, tick, tick);
        lifetime.Stopping.Register(() => CloseAll(_drain));
        lifetime.OnLeaving(CloseAll);
        lifetime.OnReturned(() => _timer.Change(tick, tick));
    }

    /// <summary>The time since the clock started, in milliseconds.</summary>
    public long Now => (long)_time.GetElapsedTime(_start).TotalMilliseconds;

    public void Add(CentrifugalConnection connection)
    {
        _connections[connection] = 0;
        if (_lifetime.IsClosing)
            connection.Close(CloseReason.Shutdown);
    }

    public void Remove(CentrifugalConnection connection) => _connections.TryRemove(connection, out _);

    public void Dispose() => _timer.Dispose();

    private static TimeSpan Between(TimeSpan minimum, TimeSpan value, TimeSpan maximum) =>
        value < minimum ? minimum : value > maximum ? maximum : value;

    private void Tick()
    {
        var (now, utc) = (Now, _time.GetUtcNow());
        foreach (var (connection, _) in _connections)
            Tick(connection, now, utc);
    }

    // If the check of one connection throws an exception, only this connection is closed, and the clock continues with the others.
    private void Tick(CentrifugalConnection connection, long now, DateTimeOffset utc)
    {
        try
        {
            connection.Tick(now, utc);
        }
        catch (Exception e)
        {
            _lastResort.Report("the clock of a Centrifugal connection, which is closed", e);
            _connections.TryRemove(connection, out _);
            connection.Abort();
        }
    }

    private void CloseAll(TimeSpan within)
    {
        var now = Now;
        foreach (var (connection, _) in _connections)
            connection.CloseAt(now + (long)(Random.Shared.NextDouble() * within.TotalMilliseconds));
        var tick = Between(s_fastestTick, within / 20, s_slowestTick);
        _timer.Change(tick, tick);
        Tick();
    }
}
