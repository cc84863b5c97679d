using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Limits;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Fanout.Direct;

/// <summary>Adds the connection middleware of the server to Kestrel (the HTTP server).</summary>
internal sealed class ConfigureConnections(
    IOptions<DeliveryOptions> options, ConnectionLimiter connections, IdleConnectionFilter first, WriteWatch watch,
    StreamConnections streams, ConnectionHeartbeats heartbeats) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions kestrel)
    {
        // Only one of two kinds of middleware is used. Both limit the number of connections; DirectMiddleware also lets the server write
        // directly to sockets.
        var isDirect = options.Value.IsDirect;
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint
            .Use(next => isDirect ? DirectMiddleware.Use(next, connections, first, watch, streams)
                : ConnectionCountMiddleware.Use(next, connections, first, watch))
            .Use(heartbeats.Use));
    }
}
