using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Transports.SignalR;

/// <summary>Registers the SignalR hub through which clients publish and subscribe.</summary>
internal static class SignalRRegistration
{
    /// <summary>Adds the SignalR hub with JSON and MessagePack. Other hubs of the hosting application are not affected.</summary>
    public static IServiceCollection AddSignalRTransport(this IServiceCollection services)
    {
        services.AddSection<StreamHubOptions>("Hubs");
        services.AddSignalR().AddMessagePackProtocol().AddHubOptions<StreamHub>(hub => hub.AddFilter<RefusalFilter>());
        services.AddOptions<HubOptions<StreamHub>>().Configure<IOptions<StreamHubOptions>>((hub, options) =>
        {
            hub.KeepAliveInterval = options.Value.PingInterval;
            hub.ClientTimeoutInterval = options.Value.ClientTimeout;
            hub.MaximumReceiveMessageSize = options.Value.MaxMessageBytes;
            hub.StatefulReconnectBufferSize = options.Value.StatefulReconnectBufferSize;
        });
        services.AddSingleton<RefusalFilter>().AddSingleton<HubClientRegistry>().AddSingleton<HubWebSockets>();
        return services.AddLimitReport<HubClientRegistry>().AddSingleton<HubSubscriptionService>().AddSingleton<HubHistory>();
    }

    /// <summary>Maps the SignalR hub to its path, to which clients connect.</summary>
    public static void MapSignalRTransport(this WebApplication app)
    {
        app.UseWhen(context => context.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>()?.HubType == typeof(StreamHub),
            branch => branch.UseMiddleware<HubConnectionMiddleware>());
        var bufferSize = app.Services.GetRequiredService<IOptions<StreamHubOptions>>().Value.StatefulReconnectBufferSize;
        app.MapHub<StreamHub>("/hubs/stream", connections => connections.AllowStatefulReconnects = bufferSize > 0)
            .WithMetadata(new LimitsBodyItselfAttribute());
    }
}
