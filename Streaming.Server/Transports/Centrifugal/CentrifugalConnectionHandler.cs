using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;
using Streaming.Server.Fanout.WebSockets;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>The sessions of all clients: how one is opened and closed, and the whole of one over a WebSocket.</summary>
internal sealed class CentrifugalConnectionHandler(
    ChannelServices services, ChannelQueries answers, ClientAccess access, RefusalRecorder refusals, IdleWatch idle, ConnectionClock clock, TimeProvider time,
    IOptions<CentrifugalOptions> options, ILogger<CentrifugalConnectionHandler> logger)
{
    private readonly CentrifugalOptions _options = options.Value;
    private readonly ConnectionTimes _times = ConnectionTimes.Of(options.Value);
    private int _open;

    /// <summary>Takes one of the connections there may be; disposing it gives it back.</summary>
    /// <exception cref="RefusalException">There is none free.</exception>
    public IDisposable Enter()
    {
        var seat = new Seat(this);
        if (Interlocked.Increment(ref _open) <= _options.MaxConnections)
            return seat;
        seat.Dispose();
        throw RefusalException.LimitReached("Centrifugal:MaxConnections", $"The server has its {_options.MaxConnections} connections (Centrifugal:MaxConnections); try again later.");
    }

    /// <summary>Begins a session. Whoever calls this ends it with <see cref="CloseAsync"/>.</summary>
    public ClientSession Open(ClientRequest request, ConnectionWriter outlet)
    {
        var connection = new CentrifugalConnection(request.Wire, outlet, request.PingsByFrame, _options.MaxQueueBytes, _times, clock.Now);
        var channels = new ChannelSubscriptions(connection.Outlet, request.Wire, services, _options.MaxChannels);
        clock.Add(connection);
        return new ClientSession(connection, channels, new CommandDispatcher(connection, request, channels, answers, access, refusals, time, logger));
    }

    /// <summary>Ends a session whose last frame is written.</summary>
    public async Task CloseAsync(ClientSession session, IDisposable seat)
    {
        clock.Remove(session.Connection);
        session.Connection.Outlet.End();
        await session.Channels.EndAsync();
        session.Commands.End();
        seat.Dispose();
    }

    /// <summary>Runs until either side closes, the client is dead or against the protocol, or the server stops; then leaves.</summary>
    public async Task RunAsync(ClientRequest request, IDisposable seat, PipeReader input, ConnectionWriter outlet, CancellationToken closed)
    {
        var session = Open(request, outlet);
        var connection = session.Connection;
        var stream = new WebSocketSubscriberStream(input, connection);
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
        try
        {
            var messages = new WebSocketReceiver(socket, request.Wire.Kind, _options.MaxFrameBytes, session.Commands, new MessageIdleLimit(stream, idle));
            var receiving = messages.ReceiveAllAsync(closed);
            await Task.WhenAny(receiving, connection.Closing, connection.Outlet.Completion);
            // Whatever is queued for the client, its close among it, is written before the end.
            connection.Outlet.Finish(lastFrame: []);
            await messages.CloseAsync(connection.Outlet.Completion, receiving, connection.Outlet, _options.CloseTimeout, time, closed);
        }
        finally
        {
            await CloseAsync(session, seat);
        }
    }

    private sealed class Seat(CentrifugalConnectionHandler sessions) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
                Interlocked.Decrement(ref sessions._open);
        }
    }
}
