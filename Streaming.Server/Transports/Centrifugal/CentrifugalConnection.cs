using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Fanout.WebSockets;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Represents one client's connection in the Centrifugal protocol: writes to the client, sends pings, and closes the connection. All
/// members may be called from any thread.
/// </summary>
internal sealed class CentrifugalConnection : IControlWriter
{
    private const long Unset = -1;

    private const double MaxWaitForSpace = 4_000;

    private readonly ConnectionTimes _times;
    private readonly byte[] _ping;
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _nextPing;
    private long _pingedAt;
    private long _closeAt;
    private volatile ClientIdentity? _client;

    public CentrifugalConnection(
        CentrifugalWire wire, ConnectionWriter output, bool pingsByFrame, int maxWaiting, WriteWatch watch, ConnectionTimes times,
        long now)
    {
        (Wire, PingsByFrame, _times, OpenedAt) = (wire, pingsByFrame, times, now);
        Writer = new MultiplexedWriter(output, maxWaiting, watch);
        _ping = pingsByFrame ? WebSocketFrame.Ping : wire.Write(new Reply());
    }

    public CentrifugalWire Wire { get; }

    public MultiplexedWriter Writer { get; }

    /// <summary>The identity of the client; null before the command <c>connect</c>.</summary>
    public ClientIdentity? Client => _client;

    /// <summary>A task that completes when the server begins to close the connection.</summary>
    public Task Closing => _closing.Task;

    /// <summary>
    /// Whether the server sends pings as WebSocket ping frames, for clients that do not answer the ping messages of the Centrifugal
    /// protocol.
    /// </summary>
    public bool PingsByFrame { get; }

    /// <summary>The time at which the connection was opened, in milliseconds of the shared <see cref="ConnectionClock"/>.</summary>
    public long OpenedAt { get; }

    /// <summary>
    /// Queues a reply to the client. Closes the connection if too many bytes of earlier replies still wait for the client.
    /// </summary>
    public void Send(Reply reply)
    {
        if (!Writer.TryControl(Wire.Write(reply)))
            Close(CloseReason.Slow);
    }

    /// <summary>
    /// Queues a reply to the client. The number of large replies in memory is limited. For a large reply, the caller passes the permit that
    /// it has acquired, which is released when the reply is written. For a small reply, the permit is null.
    /// </summary>
    public void Send(Reply reply, LargeReplyPermit? permit)
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

    /// <summary>
    /// Waits until replies to the client have space in the queue. A client may send many commands at once whose replies are large, for
    /// example after an outage. The wait is at most half the time limit for the answer to a ping, because nothing is received meanwhile.
    /// </summary>
    public async ValueTask WaitForSpaceAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var space = Writer.WaitForSpaceAsync();
        if (space.IsCompleted)
            return;
        try
        {
            await space.WaitAsync(
                TimeSpan.FromMilliseconds(Math.Min(MaxWaitForSpace, _times.PongTimeout / 2)), time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The client reads too slowly. The next reply closes the connection.
        }
    }

    /// <summary>Closes the connection after all queued replies and messages are written to the client.</summary>
    public void Close(CloseReason reason)
    {
        Writer.Finish(Wire.Close(reason));
        _closing.TrySetResult();
    }

    /// <summary>
    /// Starts the pings to a client that has sent the command connect. The first ping follows after a random time, so that the server does
    /// not ping all connections at the same moment.
    /// </summary>
    public void Connected(ClientIdentity client)
    {
        // The time of the first ping is not set yet. The next call of Tick() sets it.
        _nextPing = Unset;
        _client = client;
    }

    /// <summary>Records that the client has answered a ping, and is therefore alive.</summary>
    public void RecordPong() => Volatile.Write(ref _pingedAt, 0);

    public bool TryControl(byte[] frame) => Writer.TryControl(frame);

    public void Finish(byte[] lastFrame) => Writer.Finish(lastFrame);

    public void OnProgress()
    {
        if (PingsByFrame)
            RecordPong();
    }

    public void Abort() => Writer.Abort();

    /// <summary>
    /// Sends a ping to the client if the ping interval has passed. Closes the connection if a time limit has passed. Called at intervals by
    /// the clock that all connections share.
    /// </summary>
    /// <param name="now">The time of the clock, in milliseconds.</param>
    /// <param name="utc">The current time, which is compared with the expiry of the client's token.</param>
    public void Tick(long now, DateTimeOffset utc)
    {
        if (_client is not { } client)
        {
            if (now - OpenedAt >= _times.ConnectTimeout)
                Close(CloseReason.Stale);
        }
        else if (client.Lease.SessionHasEnded || client.Caller.ExpiresAt < utc - _times.ExpiryGrace)
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

        if (_closeAt > 0 && now >= _closeAt)
            Close(CloseReason.Shutdown);
    }

    /// <summary>
    /// Sets the time at which the connection is closed because the server stops. Each connection gets a different time, so that the clients
    /// do not all reconnect at once.
    /// </summary>
    public void CloseAt(long at) => _closeAt = Math.Max(at, 1);

    private void Ping(long now)
    {
        _nextPing = now + (long)_times.PingInterval;
        // The client may not have answered an earlier ping yet. The time limit still counts from that ping, and the new ping does not
        // extend it.
        Interlocked.CompareExchange(ref _pingedAt, now, 0);
        if (!Writer.TryControl(_ping))
            Close(CloseReason.Slow);
    }
}
