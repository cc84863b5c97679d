using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Outbound;

/// <summary>Registers calls to other servers.</summary>
internal static class OutboundRegistration
{
    private const int MaxHeaderKilobytes = 32;

    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(5);

    /// <summary>Adds <see cref="IOutboundCaller"/> and its pipeline.</summary>
    public static IServiceCollection AddOutbound(this IServiceCollection services)
    {
        services.AddSection<OutboundOptions>("Outbound");
        services.AddSingleton<IValidateOptions<OutboundOptions>, OutboundOptionsValidator>();
        services.AddSingleton<AddressRules>().AddSingleton<IHostResolver, DnsResolver>().AddSingleton<CheckedConnections>();
        services.AddSingleton<OutboundMetrics>().AddSingleton<HostPipelines>().AddSingleton<HostStateRegistry>()
            .AddSingleton<OutboundThrottle>();
        services.AddSingleton(provider => new OutboundUrls(provider.GetRequiredService<AddressRules>()));
        services.AddSingleton<IOutboundCaller, OutboundCaller>();
        // The client's own loggers would log addresses, which contain secrets.
        services.AddHttpClient(OutboundCaller.Client, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .AddHttpMessageHandler(() => new ResilienceHandler(request => OutboundCall.Of(request).Gate.Pipeline))
            .AddHttpMessageHandler(provider => ActivatorUtilities.CreateInstance<BodyHandler>(provider))
            .AddHttpMessageHandler(provider => ActivatorUtilities.CreateInstance<RedirectHandler>(provider))
            .ConfigurePrimaryHttpMessageHandler(Connections);
        return services;
    }

    private static SocketsHttpHandler Connections(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<OutboundOptions>>().Value;
        return new SocketsHttpHandler
        {
            ConnectCallback = provider.GetRequiredService<CheckedConnections>().ConnectAsync,
            ConnectTimeout = options.ConnectTimeout,
            MaxConnectionsPerServer = options.MaxCallsPerHost,
            PooledConnectionIdleTimeout = s_idle,
            PooledConnectionLifetime = s_lifetime,
            // A proxy would resolve names itself, and could reach addresses that are not allowed here.
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            // The trace id is not sent to other servers.
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = MaxHeaderKilobytes,
            MaxResponseDrainSize = 0,
        };
    }
}
