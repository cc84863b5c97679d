using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Connections;
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
        services.AddSingleton<HubLifetimeManager<StreamHub>, HubLifetime>();
        services.AddSingleton<HubFailures>().AddSingleton<RefusalFilter>().AddSingleton<HubClientRegistry>().AddSingleton<HubWebSockets>()
            .AddSingleton<NegotiationLimiter>();
        return services.AddLimitReport<HubClientRegistry>().AddSingleton<HubSubscriptionService>().AddSingleton<HubHistory>();
    }

    /// <summary>Maps the SignalR hub to its path, to which clients connect.</summary>
    public static void MapSignalRTransport(this WebApplication app)
    {
        app.UseWhen(context => context.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>()?.HubType == typeof(StreamHub),
            branch => branch.UseMiddleware<HubConnectionMiddleware>());
        var bufferSize = app.Services.GetRequiredService<IOptions<StreamHubOptions>>().Value.StatefulReconnectBufferSize;
        // As MapHub does, but the hub is created for its first connection: SignalR compiles code for each method of the hub and loads
        // MessagePack, which takes time and memory that most servers need for nothing.
        var hub = new Lazy<ConnectionDelegate>(() => new ConnectionBuilder(app.Services).UseHub<StreamHub>().Build());
        app.MapConnections(
                "/hubs/stream", new HttpConnectionDispatcherOptions { AllowStatefulReconnects = bufferSize > 0 },
                connection => connection.Run(context => hub.Value(context)))
            .WithMetadata([.. typeof(StreamHub).GetCustomAttributes(inherit: true), new HubMetadata(typeof(StreamHub)),
                new LimitsBodyItselfAttribute()]);
    }
}
