using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Fanout.WebSockets;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>One client's connection: its only writer, its pings, and its close. All members are callable from any thread.</summary>
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

    public CentrifugalConnection(
        CentrifugalWire wire, ConnectionWriter outlet, bool pingsByFrame, int maxWaiting, ConnectionTimes times, long now)
    {
        (Wire, PingsByFrame, _times, OpenedAt) = (wire, pingsByFrame, times, now);
        Writer = new MultiplexedWriter(outlet, maxWaiting);
        _ping = pingsByFrame ? WebSocketFrame.Ping : wire.Write(new Reply());
    }

    public CentrifugalWire Wire { get; }

    public MultiplexedWriter Writer { get; }

    /// <summary>Completes when the server begins to close the connection.</summary>
    public Task Closing => _closing.Task;

    /// <summary>Whether pings are WebSocket frames instead of the protocol's, for plain WebSocket clients.</summary>
    public bool PingsByFrame { get; }

    /// <summary>The time of opening, in milliseconds of the connections' clock.</summary>
    public long OpenedAt { get; }

    /// <summary>Queues a reply. Closes the connection if too many bytes of replies are queued.</summary>
    public void Send(Reply reply)
    {
        if (!Writer.TryControl(Wire.Write(reply)))
            Close(CloseReason.Slow);
    }

    /// <summary>Queues a large reply, and disposes its permit when the reply is written. A small reply has no permit.</summary>
    public void Send(Reply reply, LargeReply? permit)
    {
        if (permit is null)
        {
            Send(reply);
            return;
        }

        var isWaiting = false;
        try
        {
            isWaiting = !Writer.TryWrite(Wire.Write(reply), permit);
        }
        finally
        {
            if (!isWaiting)
                permit.Dispose();
        }
    }

    /// <summary>Closes the connection after everything that is queued.</summary>
    public void Close(CloseReason reason)
    {
        Writer.Finish(Wire.Close(reason));
        _closing.TrySetResult();
    }

    /// <summary>
    /// Marks the client as connected, which starts pings at a random time, so that connections are not all pinged at once.
    /// </summary>
    public void Connected(ClientIdentity client)
    {
        // The next tick sets the time.
        _nextPing = Unset;
        _client = client;
    }

    /// <summary>Records the answer to a ping.</summary>
    public void Ponged() => Volatile.Write(ref _pingedAt, 0);

    public bool TryControl(byte[] frame) => Writer.TryControl(frame);

    public void OnProgress()
    {
        if (PingsByFrame)
            Ponged();
    }

    public void Abort() => Writer.Abort();

    /// <summary>Sends a ping or closes the connection if one is due.</summary>
    /// <param name="now">The clock's time, in milliseconds.</param>
    /// <param name="utc">The current time, for the expiry of tokens.</param>
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

    /// <summary>Closes the connection at a given time. Used when the server stops, so that clients do not all reconnect at once.</summary>
    public void CloseAtTime(long at) => _goodbyeAt = Math.Max(at, 1);

    private void Ping(long now)
    {
        _nextPing = now + (long)_times.PingInterval;
        // The time limit of an unanswered ping continues.
        Interlocked.CompareExchange(ref _pingedAt, now, 0);
        if (!Writer.TryControl(_ping))
            Close(CloseReason.Slow);
    }
}
