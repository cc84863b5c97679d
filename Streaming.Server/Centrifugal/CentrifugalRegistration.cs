namespace Streaming.Server.Centrifugal;

/// <summary>Registers the Centrifugal client protocol.</summary>
public static class CentrifugalRegistration
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddCentrifugal(this IServiceCollection services)
    {
        services.AddSection<CentrifugalOptions>("Centrifugal");
        services.AddSingleton<LargeAnswers>().AddSingleton<ChannelRecovery>().AddSingleton<ChannelHistory>().AddSingleton<ChannelAnswers>();
        services.AddSingleton<ChannelServices>().AddSingleton<ClientAccess>();
        return services.AddSingleton<ConnectionClock>().AddSingleton<CentrifugalSessions>().AddSingleton<EmulatedSessions>();
    }
}
