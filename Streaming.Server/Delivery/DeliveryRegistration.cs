using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Delivery;

/// <summary>Registers delivery.</summary>
public static class DeliveryRegistration
{
    /// <summary>Adds the writer loops, and the direct path to Kestrel's endpoints.</summary>
    public static IServiceCollection AddDelivery(this IServiceCollection services)
    {
        services.AddSection<DeliveryOptions>("Delivery");
        services.AddSingleton<Deliverer>();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<DeliveryOptions>>((kestrel, options) =>
        {
            if (options.Value.Direct && OperatingSystem.IsLinux())
                kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(DirectMiddleware.Use));
        });
        // A request is read and served on the thread that its bytes arrived on, without a second hop through the pool.
        services.Configure<SocketTransportOptions>(sockets => sockets.UnsafePreferInlineScheduling = true);
        return services;
    }
}
