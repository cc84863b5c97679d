using System.Net.WebSockets;
using Microsoft.Extensions.Options;
using Streaming.Server.Access;
using Streaming.Server.Delivery;
using Streaming.Server.Messages;
using Streaming.Server.Publishing;
using Streaming.Server.Topics;

namespace Streaming.Server.Rooms;

/// <summary>A member's time in a room, from the open WebSocket to the last frame.</summary>
internal sealed class RoomSessions
{
    /// <summary>The close code for a member whose token has ended.</summary>
    public const int CloseExpired = 4401;

    private readonly RoomSeats _seats;
    private readonly TopicRegistry _topics;
    private readonly NewTopics _newTopics;
    private readonly Presence _presence;
    private readonly Publisher _publisher;
    private readonly Deliverer _deliverer;
    private readonly Refusals _refusals;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly TimeSpan _closeTimeout;
    private readonly ReaderFormat _plain;
    private readonly ReaderFormat _json;

    public RoomSessions(
        RoomSeats seats, TopicRegistry topics, NewTopics newTopics, Presence presence, Publisher publisher, Deliverer deliverer, Refusals refusals, TimeProvider time, IOptions<RoomOptions> options, ILogger<RoomSessions> logger)
    {
        (_seats, _topics, _newTopics) = (seats, topics, newTopics);
        (_presence, _publisher, _deliverer, _refusals, _time, _logger) = (presence, publisher, deliverer, refusals, time, logger);
        _closeTimeout = options.Value.CloseTimeout;
        var goodbye = WebSocketFrame.Close(WebSocketCloseStatus.EndpointUnavailable, "The server is stopping; connect again.");
        _plain = new ReaderFormat("room", RoomFormat.Plain, WebSocketFrame.Ping, options.Value.PingInterval, options.Value.PongTimeout, goodbye, SpreadsGoodbyes: true,
            WebSocketFrame.Close((WebSocketCloseStatus)CloseExpired, "The token has ended; connect again with a new one."));
        _json = _plain with { Frames = RoomFormat.Json };
    }

    /// <summary>Takes a place in the room: who is connected is in the list of members already, and hears everything from its own coming on.</summary>
    /// <exception cref="RefusalException">The room or the server is full, or the log does not answer.</exception>
    public async Task<RoomSession> EnterAsync(RoomName room, string name, StartAt start, SlowPolicy slow, StreamPass pass, CancellationToken cancellationToken)
    {
        IDisposable? seat = null;
        Subscription? subscription = null;
        try
        {
            seat = _seats.Take(room);
            await _newTopics.CountAsync(pass.Caller, room.Topic, cancellationToken);
            subscription = await _topics.SubscribeAsync(room.Topic, start, cancellationToken, slow);
            return new RoomSession(room, await _presence.JoinAsync(room, name), subscription, seat, pass);
        }
        catch
        {
            if (subscription is not null)
                await subscription.DisposeAsync();
            seat?.Dispose();
            pass.Dispose();
            throw;
        }
    }

    /// <summary>Gives the place back. Does nothing the second time.</summary>
    public async Task LeaveAsync(RoomSession session)
    {
        await session.Subscription.DisposeAsync();
        await _presence.LeaveAsync(session.Room, session.Member);
        session.Seat.Dispose();
        session.GivePassBack();
    }

    /// <summary>Runs until either side closes, the member is dead or too slow, or the server stops; then leaves.</summary>
    public async Task RunAsync(RoomSession session, RoomFormat format, Stream input, Outlet outlet, CancellationToken closed)
    {
        var reader = new Reader(session.Subscription.HandOver(), outlet, ReferenceEquals(format, RoomFormat.Json) ? _json : _plain);
        using var socket = WebSocket.CreateFromStream(new ReaderStream(input, reader), new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
        var writing = _deliverer.RunAsync(reader, session.HandOverPass(), closed);
        try
        {
            await RunAsync(new RoomConnection(socket, reader, session, _publisher, _refusals, _logger), reader, writing, closed);
        }
        finally
        {
            reader.End();
            await writing;
            await LeaveAsync(session);
        }
    }

    private async Task RunAsync(RoomConnection connection, Reader reader, Task writing, CancellationToken closed)
    {
        var receiving = connection.ReceiveAllAsync(closed);
        await Task.WhenAny(receiving, writing);
        // Whatever is queued for the member, its close among it, is written before the end.
        reader.Finish(lastFrame: []);
        using var limit = new CancellationTokenSource(_closeTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, closed);
        try
        {
            await writing.WaitAsync(either.Token);
            await receiving.WaitAsync(either.Token);
            await connection.AwaitCloseAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            reader.Outlet.Abort();
        }

        await receiving;
    }
}

/// <summary>Somebody's place in a room.</summary>
internal sealed record RoomSession(RoomName Room, Member Member, Subscription Subscription, IDisposable Seat, StreamPass Pass)
{
    private StreamPass? _owned = Pass;

    /// <summary>Gives the pass to the delivery, which gives it back when the member has left.</summary>
    public StreamPass HandOverPass()
    {
        _owned = null;
        return Pass;
    }

    /// <summary>Gives the pass back, if the member never came so far.</summary>
    public void GivePassBack() => Interlocked.Exchange(ref _owned, null)?.Dispose();
}
