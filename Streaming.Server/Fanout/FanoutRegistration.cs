using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Fanout.Direct;
using Streaming.Server.Fanout.WebSockets;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Fanout;

/// <summary>Registers the services of the fan-out, which sends the messages of topics to subscribers.</summary>
internal static class FanoutRegistration
{
    /// <summary>
    /// Adds the threads that write to subscribers, and the connection middleware that limits connections and writes directly to sockets.
    /// </summary>
    public static IServiceCollection AddFanout(this IServiceCollection services)
    {
        services.AddSection<DeliveryOptions>("Delivery");
        services.AddSingleton<ConnectionMetrics>().AddSingleton<FanoutClock>().AddSingleton<LogReplay>().AddSingleton<FanoutEngine>()
            .AddSingleton<WriteWatch>().AddSingleton<WebSocketReceiverFactory>().AddSingleton<StreamConnections>();
        services.AddHostedService<WriterLoopStart>();
        services.AddSingleton<ConnectionHeartbeats>().AddSingleton<IConfigureOptions<KestrelServerOptions>, ConfigureConnections>();
        // Starts each request on the thread that received its bytes, so that the request need not wait for a thread of the thread pool.
        services.Configure<SocketTransportOptions>(sockets => sockets.UnsafePreferInlineScheduling = true);
        StreamingHttpServer.Decorate(services);
        return services;
    }
}
