using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Fanout.WebSockets;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>One client's connection: the one way out of it, its pings, and its end. From any thread.</summary>
internal sealed class CentrifugalConnection : IControlWriter
{
    private const long Unset = -1;

    private readonly ConnectionTimes _times;
    private readonly byte[] _ping;
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _nextPing;
    private long _pingedAt;
    private long _goodbyeAt;
    private volatile ClientIdentity? _client;

    public CentrifugalConnection(CentrifugalWire wire, ConnectionWriter outlet, bool pingsByFrame, int maxWaiting, ConnectionTimes times, long now)
    {
        (Wire, PingsByFrame, _times, OpenedAt) = (wire, pingsByFrame, times, now);
        Outlet = new MultiplexedWriter(outlet, maxWaiting);
        _ping = pingsByFrame ? WebSocketFrame.Ping : wire.Write(new Reply());
    }

    public CentrifugalWire Wire { get; }

    public MultiplexedWriter Outlet { get; }

    /// <summary>Ends when the connection is being closed, which the client may not take notice of.</summary>
    public Task Closing => _closing.Task;

    /// <summary>Whether it is pinged by the WebSocket's own frames instead of the protocol's, as people with a plain WebSocket client want it.</summary>
    public bool PingsByFrame { get; }

    /// <summary>When it was opened, in milliseconds of the connections' clock.</summary>
    public long OpenedAt { get; }

    /// <summary>Writes a reply after those that wait. A client that does not read its answers is closed.</summary>
    public void Send(Reply reply)
    {
        if (!Outlet.TryControl(Wire.Write(reply)))
            Close(CloseReason.Slow);
    }

    /// <summary>Writes a large reply after those that wait, and gives its turn back when it is written. One that is not large has no turn.</summary>
    public void Send(Reply reply, LargeReply? turn)
    {
        if (turn is null)
        {
            Send(reply);
            return;
        }

        var isWaiting = false;
        try
        {
            isWaiting = !Outlet.TryWrite(Wire.Write(reply), turn);
        }
        finally
        {
            if (!isWaiting)
                turn.Dispose();
        }
    }

    /// <summary>Closes after all that waits.</summary>
    public void Close(CloseReason reason)
    {
        Outlet.Finish(Wire.Close(reason));
        _closing.TrySetResult();
    }

    /// <summary>The client is connected: pings begin, spread so that not all connections are pinged at once.</summary>
    public void Connected(ClientIdentity client)
    {
        // The first tick after this begins to count.
        _nextPing = Unset;
        _client = client;
    }

    /// <summary>The client has answered the ping.</summary>
    public void Ponged() => Volatile.Write(ref _pingedAt, 0);

    public bool TryControl(byte[] frame) => Outlet.TryControl(frame);

    public void OnProgress()
    {
        if (PingsByFrame)
            Ponged();
    }

    public void Abort() => Outlet.Abort();

    /// <summary>Looks after pings and limits.</summary>
    /// <param name="now">The clock's time, in milliseconds.</param>
    /// <param name="utc">The time by which tokens end.</param>
    public void Tick(long now, DateTimeOffset utc)
    {
        if (_client is not { } client)
        {
            if (now - OpenedAt >= _times.ConnectTimeout)
                Close(CloseReason.Stale);
        }
        else if (client.Caller.ExpiresAt < utc - _times.ExpiryGrace)
        {
            Close(CloseReason.Expired);
        }
        else if (_nextPing == Unset)
        {
            _nextPing = now + (long)(_times.PingInterval * (0.5 + (Random.Shared.NextDouble() / 2)));
        }
        else if (Volatile.Read(ref _pingedAt) is > 0 and var pinged && now - pinged >= _times.PongTimeout)
        {
            Close(CloseReason.NoPong);
        }
        else if (now >= _nextPing)
        {
            Ping(now);
        }

        if (_goodbyeAt > 0 && now >= _goodbyeAt)
            Close(CloseReason.Shutdown);
    }

    /// <summary>The server stops: the connection is closed at this time, so that not all clients come back at once.</summary>
    public void CloseAt(long at) => _goodbyeAt = Math.Max(at, 1);

    private void Ping(long now)
    {
        _nextPing = now + (long)_times.PingInterval;
        // Where one has not been answered yet, its limit counts on.
        Interlocked.CompareExchange(ref _pingedAt, now, 0);
        if (!Outlet.TryControl(_ping))
            Close(CloseReason.Slow);
    }
}
