using System.Net.WebSockets;
using Microsoft.Extensions.Options;
using Streaming.Server.Delivery;
using Streaming.Server.Messages;
using Streaming.Server.Publishing;
using Streaming.Server.Topics;

namespace Streaming.Server.Rooms;

/// <summary>A member's time in a room, from the open WebSocket to the last frame.</summary>
internal sealed class RoomSessions
{
    private readonly Presence _presence;
    private readonly Publisher _publisher;
    private readonly Deliverer _deliverer;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly TimeSpan _closeTimeout;
    private readonly ReaderFormat _plain;
    private readonly ReaderFormat _json;

    public RoomSessions(Presence presence, Publisher publisher, Deliverer deliverer, TimeProvider time, IOptions<RoomOptions> options, ILogger<RoomSessions> logger)
    {
        (_presence, _publisher, _deliverer, _time, _logger) = (presence, publisher, deliverer, time, logger);
        _closeTimeout = options.Value.CloseTimeout;
        var goodbye = WebSocketFrame.Close(WebSocketCloseStatus.EndpointUnavailable, "The server is stopping; connect again.");
        _plain = new ReaderFormat("room", RoomFormat.Plain, WebSocketFrame.Ping, options.Value.PingInterval, options.Value.PongTimeout, goodbye, SpreadsGoodbyes: true);
        _json = _plain with { Frames = RoomFormat.Json };
    }

    /// <summary>Runs until either side closes, the member is dead or too slow, or the server stops.</summary>
    public async Task RunAsync(RoomName room, string name, RoomFormat format, IDisposable seat, TopicCursor cursor, Stream input, Outlet outlet, CancellationToken closed)
    {
        var reader = new Reader(cursor, outlet, ReferenceEquals(format, RoomFormat.Json) ? _json : _plain);
        using var socket = WebSocket.CreateFromStream(new ReaderStream(input, reader), new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
        var writing = _deliverer.RunAsync(reader, closed);
        Member? member = null;
        try
        {
            member = await _presence.JoinAsync(room, name);
            await RunAsync(new RoomConnection(socket, reader, room, member, _publisher, _logger), reader, writing, closed);
        }
        catch (RefusalException e)
        {
            reader.Finish(WebSocketFrame.Close(WebSocketCloseStatus.InternalServerError, e.Message));
        }
        finally
        {
            reader.End();
            await writing;
            if (member is not null)
                await _presence.LeaveAsync(room, member);
            seat.Dispose();
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
