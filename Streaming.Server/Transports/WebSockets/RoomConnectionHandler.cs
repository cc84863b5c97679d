using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout;
using Streaming.Server.Fanout.Subscribers;
using Streaming.Server.Fanout.WebSockets;
using Streaming.Server.Fanout.Writers;
using Streaming.Server.Publishing;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.WebSockets;

/// <summary>A member's time in a room, from the open WebSocket to the last frame.</summary>
internal sealed partial class RoomConnectionHandler
{
    /// <summary>The close code for a member whose token has ended.</summary>
    public const int CloseExpired = 4401;

    private readonly RoomLimiter _seats;
    private readonly TopicRegistry _topics;
    private readonly NewTopicLimiter _newTopics;
    private readonly MemberRegistry _members;
    private readonly Publisher _publisher;
    private readonly FanoutEngine _deliverer;
    private readonly RefusalRecorder _refusals;
    private readonly IdleWatch _idle;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly TimeSpan _closeTimeout;
    private readonly RoomProtocols _readers;

    public RoomConnectionHandler(
        RoomLimiter seats, TopicRegistry topics, NewTopicLimiter newTopics, MemberRegistry members, Publisher publisher, FanoutEngine deliverer, RefusalRecorder refusals, IdleWatch idle, TimeProvider time, RoomProtocols readers, IOptions<RoomOptions> options, ILogger<RoomConnectionHandler> logger)
    {
        (_seats, _topics, _newTopics) = (seats, topics, newTopics);
        (_members, _publisher, _deliverer, _refusals, _time, _logger) = (members, publisher, deliverer, refusals, time, logger);
        _idle = idle;
        _closeTimeout = options.Value.CloseTimeout;
        _readers = readers;
    }

    /// <summary>Takes a place in the room: who is connected is in the list of members already, and hears everything from its own coming on.</summary>
    /// <exception cref="RefusalException">The room or the server is full, or the log does not answer.</exception>
    public async Task<RoomStream> EnterAsync(RoomName room, string name, StartAt start, SlowPolicy slow, StreamLease pass, CancellationToken cancellationToken)
    {
        IDisposable? seat = null;
        Subscription? subscription = null;
        try
        {
            seat = _seats.Take(room);
            await _newTopics.CountAsync(pass.Caller, room.Topic, cancellationToken);
            subscription = await _topics.SubscribeAsync(room.Topic, start, cancellationToken, slow);
            return new RoomStream(room, await _members.JoinAsync(room, MemberRegistry.NewConnection(), name, pass.Caller.Subject, pass.Caller.Identity), subscription, seat, pass);
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
    public async Task LeaveAsync(RoomStream session)
    {
        await session.EndReadingAsync();
        await _members.LeaveAsync(session.Room, session.Member);
        session.Seat.Dispose();
    }

    /// <summary>Runs until either side closes, the member is dead or too slow, or the server stops; then leaves.</summary>
    public async Task RunAsync(RoomStream session, RoomWireFormat format, PipeReader input, ConnectionWriter outlet, CancellationToken closed)
    {
        var reader = new Subscriber(session.HandOver(), outlet, _readers.Of(format));
        var stream = new WebSocketSubscriberStream(input, reader);
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
        var writing = _deliverer.RunAsync(reader, session.HandOverPass(), closed);
        try
        {
            var messages = new WebSocketReceiver(socket, WebSocketMessageType.Text, _publisher.MaxMessageBytes(session.Room.Topic), new RoomConnection(reader, session, _publisher, _refusals), new MessageIdleLimit(stream, _idle));
            var receiving = messages.ReceiveAllAsync(closed);
            await Task.WhenAny(receiving, writing);
            // Whatever is queued for the member, its close among it, is written before the end.
            reader.Finish(lastFrame: []);
            await messages.CloseAsync(writing, receiving, outlet, _closeTimeout, _time, closed);
            LogEnded(session.Room, await receiving);
        }
        finally
        {
            reader.End();
            await writing;
            await LeaveAsync(session);
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "A member of room {Room} is gone: {Why}")]
    private partial void LogEnded(RoomName room, string why);
}
