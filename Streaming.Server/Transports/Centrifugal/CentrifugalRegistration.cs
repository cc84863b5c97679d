using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Registers the Centrifugal client protocol, a transport for the client SDKs of this protocol.</summary>
internal static class CentrifugalRegistration
{
    /// <summary>Adds the services and the options of the Centrifugal client protocol.</summary>
    public static IServiceCollection AddCentrifugalTransport(this IServiceCollection services)
    {
        services.AddSection<CentrifugalOptions>("Centrifugal");
        services.AddSingleton<LargeReplyLimiter>().AddSingleton<ChannelRecovery>().AddSingleton<ChannelHistory>()
            .AddSingleton<ChannelQueries>();
        services.AddSingleton<ChannelServices>().AddSingleton<ClientAccess>().AddSingleton<CommandErrors>().AddSingleton<ClientSessions>();
        services.AddLimitReport<ClientSessions>();
        return services.AddSingleton<ConnectionClock>().AddSingleton<CentrifugalConnectionHandler>().AddSingleton<EmulatedSessions>();
    }
}
