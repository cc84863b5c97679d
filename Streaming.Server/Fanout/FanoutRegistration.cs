using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Fanout.Direct;
using Streaming.Server.Fanout.WebSockets;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Fanout;

/// <summary>Registers delivery.</summary>
internal static class FanoutRegistration
{
    /// <summary>Adds the writer loops, and the direct path to Kestrel's endpoints.</summary>
    public static IServiceCollection AddFanout(this IServiceCollection services)
    {
        services.AddSection<DeliveryOptions>("Delivery");
        services.AddSingleton<ConnectionMetrics>().AddSingleton<FanoutEngine>().AddSingleton<WriteWatch>().AddSingleton<WebSocketReceiverFactory>();
        services.AddHostedService<WriterLoopStart>();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<DeliveryOptions>, ConnectionLimiter, IdleConnectionFilter, WriteWatch>((kestrel, options, seats, first, watch) =>
        {
            // All endpoints are counted: what is written by Kestrel itself has a middleware of its own for it.
            var isDirect = options.Value.Direct && OperatingSystem.IsLinux();
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next =>
                isDirect ? DirectMiddleware.Use(next, seats, first, watch) : ConnectionCountMiddleware.Use(next, seats, first, watch)));
        });
        // A request is read and served on the thread that its bytes arrived on, without a second hop through the pool.
        services.Configure<SocketTransportOptions>(sockets => sockets.UnsafePreferInlineScheduling = true);
        return services;
    }
}
