using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Streaming.Server.Hosting;

namespace Streaming.Server.Hubs;

/// <summary>Refuses who cannot connect to the hub over HTTP, where a client is told why, and sees to it that a WebSocket's messages are not too large.</summary>
internal sealed class HubDoor(RequestDelegate next, StreamLifetime lifetime, HubClients clients, TimeProvider time, IOptions<StreamHubOptions> options)
{
    public Task InvokeAsync(HttpContext http)
    {
        lifetime.RefuseWhenStopping();
        _ = HubClients.NameOf(http);
        clients.RefuseWhenFull();
        if (http.Features.Get<IHttpWebSocketFeature>() is { IsWebSocketRequest: true } sockets)
            http.Features.Set<IHttpWebSocketFeature>(new Sockets(sockets, options.Value, time));
        return next(http);
    }

    private sealed class Sockets(IHttpWebSocketFeature inner, StreamHubOptions options, TimeProvider time) : IHttpWebSocketFeature
    {
        public bool IsWebSocketRequest => true;

        public async Task<WebSocket> AcceptAsync(WebSocketAcceptContext context)
        {
            // SignalR looks after a client only once it has pinged: one that dies before is found by the WebSocket's own pings.
            context.KeepAliveInterval = options.PingInterval;
            context.KeepAliveTimeout = options.ClientTimeout > options.PingInterval ? options.ClientTimeout - options.PingInterval : options.ClientTimeout;
            return new HubSocket(await inner.AcceptAsync(context), options.MaxMessageBytes, time);
        }
    }
}
