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
            http.Features.Set<IHttpWebSocketFeature>(new Sockets(sockets, options.Value.MaxMessageBytes, time));
        return next(http);
    }

    private sealed class Sockets(IHttpWebSocketFeature inner, int maxMessage, TimeProvider time) : IHttpWebSocketFeature
    {
        public bool IsWebSocketRequest => true;

        public async Task<System.Net.WebSockets.WebSocket> AcceptAsync(WebSocketAcceptContext context) => new HubSocket(await inner.AcceptAsync(context), maxMessage, time);
    }
}
