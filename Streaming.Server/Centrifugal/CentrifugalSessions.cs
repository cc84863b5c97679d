using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.Extensions.Options;
using Streaming.Server.Access;
using Streaming.Server.Delivery;
using Streaming.Server.Messages;

namespace Streaming.Server.Centrifugal;

/// <summary>The sessions of all clients: how one is opened and closed, and the whole of one over a WebSocket.</summary>
internal sealed class CentrifugalSessions(
    ChannelServices services, ChannelAnswers answers, ClientAccess access, Refusals refusals, IdleWatch idle, ConnectionClock clock, TimeProvider time,
    IOptions<CentrifugalOptions> options, ILogger<CentrifugalSessions> logger)
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
    public ClientSession Open(ClientRequest request, Outlet outlet)
    {
        var connection = new CentrifugalConnection(request.Wire, outlet, request.PingsByFrame, _options.MaxQueueBytes, _times, clock.Now);
        var channels = new Channels(connection.Outlet, request.Wire, services, _options.MaxChannels);
        clock.Add(connection);
        return new ClientSession(connection, channels, new CommandLoop(connection, request, channels, answers, access, refusals, time, logger));
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
    public async Task RunAsync(ClientRequest request, IDisposable seat, PipeReader input, Outlet outlet, CancellationToken closed)
    {
        var session = Open(request, outlet);
        var connection = session.Connection;
        var stream = new ReaderStream(input, connection);
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
        try
        {
            var messages = new WebSocketMessages(socket, request.Wire.Kind, _options.MaxFrameBytes, session.Commands, new MessageIdle(stream, idle));
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

    private sealed class Seat(CentrifugalSessions sessions) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
                Interlocked.Decrement(ref sessions._open);
        }
    }
}

/// <summary>What a client asked for with its address and headers.</summary>
/// <param name="Caller">Who it is, as far as these say.</param>
/// <param name="Wire">JSON or Protobuf.</param>
/// <param name="PingsByFrame">Whether it wants to be pinged by WebSocket frames.</param>
/// <param name="Name">The name it goes by, or null.</param>
/// <param name="Path">The address, for the audit trail.</param>
/// <param name="Session">The id under which its commands come in requests of their own, or null where they come on the connection.</param>
internal sealed record ClientRequest(Caller Caller, CentrifugalWire Wire, bool PingsByFrame, string? Name, string Path, string? Session = null);

/// <summary>What a connected client has on this node.</summary>
internal sealed record ClientSession(CentrifugalConnection Connection, Channels Channels, CommandLoop Commands);
