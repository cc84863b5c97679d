namespace Streaming.Server.Presence;

/// <summary>Registers presence.</summary>
public static class PresenceRegistration
{
    /// <summary>Adds the one presence of all transports.</summary>
    public static IServiceCollection AddPresence(this IServiceCollection services)
    {
        services.AddSection<PresenceOptions>("Presence");
        services.AddHostedService<PresenceBatches>();
        return services.AddSingleton<MemberRegistry>();
    }
}
