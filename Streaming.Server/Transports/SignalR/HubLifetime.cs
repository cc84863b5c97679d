using Microsoft.AspNetCore.Connections.Abstractions;
using Microsoft.AspNetCore.SignalR;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Lets the fan-out write the items of the streams of a new connection, if the connection is a WebSocket. A connection with stateful
/// reconnect is an exception: SignalR keeps its own messages until the client has confirmed them, and so it has to write the items too.
/// </summary>
internal sealed class HubLifetime(ILogger<DefaultHubLifetimeManager<StreamHub>> logger) : DefaultHubLifetimeManager<StreamHub>(logger)
{
    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        if (!IsStateful(connection) && connection.GetHttpContext()?.Features.Get<HubOutput>() is { } output)
            connection.Protocol = new HubStreamProtocol(connection.Protocol, output);
        return base.OnConnectedAsync(connection);
    }

    // The interface is marked as a preview, but it is the only sign of stateful reconnect.
#pragma warning disable CA2252
    private static bool IsStateful(HubConnectionContext connection) => connection.Features.Get<IStatefulReconnectFeature>() is not null;
#pragma warning restore CA2252
}
