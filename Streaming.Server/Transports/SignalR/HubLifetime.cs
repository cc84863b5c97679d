using Microsoft.AspNetCore.Connections.Abstractions;
using Microsoft.AspNetCore.SignalR;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Gives each new connection its <see cref="HubStreamProtocol"/>. Lets the fan-out write the items of the connection's streams, if the
/// connection is a WebSocket. A connection with stateful reconnect is an exception: SignalR keeps its own messages until the client has
/// confirmed them, and so it has to write the items too.
/// </summary>
internal sealed class HubLifetime(ILogger<DefaultHubLifetimeManager<StreamHub>> logger) : DefaultHubLifetimeManager<StreamHub>(logger)
{
    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        var output = IsStateful(connection) ? null : connection.GetHttpContext()?.Features.Get<HubOutput>();
        connection.Protocol = new HubStreamProtocol(connection.Protocol, output);
        return base.OnConnectedAsync(connection);
    }

    // The interface is marked as a preview, but it is the only sign of stateful reconnect.
#pragma warning disable CA2252
    private static bool IsStateful(HubConnectionContext connection) => connection.Features.Get<IStatefulReconnectFeature>() is not null;
#pragma warning restore CA2252
}
