using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Fanout.Direct;
using Streaming.Server.Fanout.WebSockets;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Fanout;

/// <summary>Registers the fan-out.</summary>
internal static class FanoutRegistration
{
    /// <summary>Adds the writer loops, and the direct path to Kestrel's endpoints.</summary>
    public static IServiceCollection AddFanout(this IServiceCollection services)
    {
        services.AddSection<DeliveryOptions>("Delivery");
        services.AddSingleton<ConnectionMetrics>().AddSingleton<FanoutClock>().AddSingleton<LogReplay>().AddSingleton<FanoutEngine>()
            .AddSingleton<WriteWatch>().AddSingleton<WebSocketReceiverFactory>();
        services.AddHostedService<WriterLoopStart>();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<DeliveryOptions>, ConnectionLimiter, IdleConnectionFilter,
            WriteWatch>((kestrel, options, seats, first, watch) =>
        {
            // Connections of all endpoints are counted; those that Kestrel writes itself have a middleware of their own.
            var isDirect = options.Value.Direct && OperatingSystem.IsLinux();
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next =>
                isDirect ? DirectMiddleware.Use(next, seats, first, watch) : ConnectionCountMiddleware.Use(next, seats, first, watch)));
        });
        // Requests run on the thread that received their bytes, without another hop through the thread pool.
        services.Configure<SocketTransportOptions>(sockets => sockets.UnsafePreferInlineScheduling = true);
        return services;
    }
}
