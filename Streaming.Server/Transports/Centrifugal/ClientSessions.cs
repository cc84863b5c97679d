using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Opens and closes the sessions of all Centrifugal clients, over WebSockets and over HTTP, and limits their number.</summary>
internal sealed class ClientSessions(
    ChannelServices services, ChannelQueries queries, ClientAccess access, CommandErrors errors, ConnectionClock clock,
        WriteWatch writes, TimeProvider time, IOptions<CentrifugalOptions> options) : ILimitReport
{
    private readonly CentrifugalOptions _options = options.Value;
    private readonly ConnectionTimes _times = ConnectionTimes.Of(options.Value);
    private readonly CapacityLimiter _open = new(options.Value.MaxConnections);

    /// <summary>
    /// Acquires a slot (the right to have one connection) from the limiter of Centrifugal connections. Dispose the returned object to
    /// release the slot.
    /// </summary>
    /// <exception cref="RefusalException">No slot is free: the maximum number of connections is reached.</exception>
    public IDisposable TakeSlot() =>
        _open.TryLease() ?? throw RefusalException.LimitReached(
            "Centrifugal:MaxConnections",
            $"The server has reached its limit of {_options.MaxConnections} connections (Centrifugal:MaxConnections); try again later.");

    /// <inheritdoc/>
    public IEnumerable<LimitUse> ReadLimits() => [new("Centrifugal connections", "Centrifugal:MaxConnections", _open.Held, _open.Limit)];

    /// <summary>Opens the session of a connected client. The caller must end the session with <see cref="CloseAsync"/>.</summary>
    public ClientSession Open(ClientRequest request, ConnectionWriter output)
    {
        var connection = new CentrifugalConnection(
            request.Wire, output, request.PingsByFrame, _options.MaxQueueBytes, writes, _times, clock.Now);
        var channels = new ChannelSubscriptions(connection.Writer, request.Wire, services, _options.MaxChannels);
        clock.Add(connection);
        var commands = new CommandDispatcher(connection, request, channels, queries, access, errors, time);
        var session = new ClientSession(connection, channels, commands, request.Caller);
        services.Connections.Add(session, request.Address);
        return session;
    }

    /// <summary>
    /// Ends a session after the last frame to its client is written, and releases its slot (the right to have one connection).
    /// </summary>
    public async Task CloseAsync(ClientSession session, IDisposable slot)
    {
        session.End();
        clock.Remove(session.Connection);
        session.Connection.Writer.End();
        await session.Channels.EndAsync();
        session.Commands.End();
        slot.Dispose();
    }
}
