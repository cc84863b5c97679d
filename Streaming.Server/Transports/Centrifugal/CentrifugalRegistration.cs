using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Registers the Centrifugal client protocol.</summary>
internal static class CentrifugalRegistration
{
    /// <summary>Adds the protocol's services and options.</summary>
    public static IServiceCollection AddCentrifugalTransport(this IServiceCollection services)
    {
        services.AddSection<CentrifugalOptions>("Centrifugal");
        services.AddSingleton<LargeReplyLimiter>().AddSingleton<ChannelRecovery>().AddSingleton<ChannelHistory>()
            .AddSingleton<ChannelQueries>();
        services.AddSingleton<ChannelServices>().AddSingleton<ClientAccess>().AddSingleton<CommandErrors>().AddSingleton<ClientSessions>();
        return services.AddSingleton<ConnectionClock>().AddSingleton<CentrifugalConnectionHandler>().AddSingleton<EmulatedSessions>();
    }
}
