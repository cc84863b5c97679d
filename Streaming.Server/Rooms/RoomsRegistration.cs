using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Rooms;

/// <summary>Registers presence.</summary>
internal static class RoomsRegistration
{
    /// <summary>Adds the one presence of all transports.</summary>
    public static IServiceCollection AddRooms(this IServiceCollection services)
    {
        services.AddSection<PresenceOptions>("Presence");
        services.AddHostedService<MemberCountPublisher>();
        return services.AddSingleton<MemberRegistry>().AddSingleton<StreamOpener>();
    }
}
