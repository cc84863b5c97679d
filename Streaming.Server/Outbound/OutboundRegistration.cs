using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Outbound;

/// <summary>Registers the services for calls to other servers.</summary>
internal static class OutboundRegistration
{
    private const int MaxHeaderKilobytes = 32;

    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(5);

    /// <summary>Adds <see cref="IOutboundCaller"/>, which calls other servers, with its options and its HTTP client.</summary>
    public static IServiceCollection AddOutbound(this IServiceCollection services)
    {
        services.AddSection<OutboundOptions>("Outbound");
        services.AddSingleton<IValidateOptions<OutboundOptions>, OutboundOptionsValidator>();
        services.AddSingleton<AddressRules>().AddSingleton<IHostResolver, DnsResolver>().AddSingleton<CheckedConnections>();
        services.AddSingleton<OutboundMetrics>().AddSingleton<HostPipelines>().AddSingleton<HostStateRegistry>()
            .AddSingleton<OutboundThrottle>();
        services.AddSingleton(provider => new OutboundUrls(provider.GetRequiredService<AddressRules>()));
        services.AddSingleton<IOutboundCaller, OutboundCaller>();
        // Removes the loggers of the HTTP client: they would log complete URLs, and a URL may contain a secret.
        services.AddHttpClient(OutboundCaller.Client, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .AddHttpMessageHandler(() => new ResilienceHandler(request => OutboundCall.Of(request).Host.Pipeline))
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
            // Uses no proxy: a proxy would resolve host names itself, and could reach IP addresses that this server must not call.
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            // Stops HttpClient from adding the trace id of the current request to requests to other servers.
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = MaxHeaderKilobytes,
            MaxResponseDrainSize = 0,
        };
    }
}
