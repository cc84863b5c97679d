using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Http;

namespace Streaming.Server.Fanout.Direct;

/// <summary>
/// Stands between a connection and the timer of Kestrel (the HTTP server), which calls each connection once a second, and calls the
/// connection in its place while the server stops.
/// </summary>
/// <remarks>
/// Kestrel ends its timer as the first step of its stop. But an HTTP/2 connection notices the end of its last request only when bytes
/// arrive or when the timer calls it. Without this class, one client that sends nothing more, such as a sleeping browser, would therefore
/// delay the stop until the time limit of the host.
/// </remarks>
internal sealed class ConnectionHeartbeat(
    ConnectionContext connection, IConnectionHeartbeatFeature inner, StreamLifetime lifetime, TimeProvider time,
    LastResortHandler lastResort) : IConnectionHeartbeatFeature
{
    // As often as Kestrel's own timer.
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private Action<object>? _action;
    private object? _state;
    private bool _isBeating;

    public void OnHeartbeat(Action<object> action, object state)
    {
        (_state, _action) = (state, action);
        inner.OnHeartbeat(static heartbeat => ((ConnectionHeartbeat)heartbeat).Beat(), this);
        // The registration ends with the connection, which owns the source of this token.
        connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested.UnsafeRegister(
            static heartbeat => ((ConnectionHeartbeat)heartbeat!).OnCloseRequested(), this);
    }

    /// <summary>
    /// Removes the reference to the objects of HTTP. Otherwise the timer would keep them in memory as long as the socket is open, also
    /// after a stream of messages has taken over the connection.
    /// </summary>
    public void Clear() => (_action, _state) = (null, null);

    private void OnCloseRequested()
    {
        // The server also closes the HTTP part of a connection when a stream of messages takes it over.
        if (!lifetime.IsStopping || _action is null)
            return;
        var timer = time.CreateTimer(
            static heartbeat => ((ConnectionHeartbeat)heartbeat!).BeatAtStop(), this, s_interval, s_interval);
        connection.ConnectionClosed.UnsafeRegister(static timer => ((ITimer)timer!).Dispose(), timer);
    }

    private void BeatAtStop() => lastResort.Run("calling a connection while the server stops", static heartbeat => heartbeat.Beat(), this);

    private void Beat()
    {
        // Kestrel expects one call at a time.
        if (Interlocked.Exchange(ref _isBeating, true))
            return;
        try
        {
            if (_action is { } action && _state is { } state)
                action(state);
        }
        finally
        {
            Volatile.Write(ref _isBeating, false);
        }
    }
}
