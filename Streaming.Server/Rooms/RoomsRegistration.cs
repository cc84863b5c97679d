using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Rooms;

/// <summary>Registers rooms and their members.</summary>
internal static class RoomsRegistration
{
    /// <summary>Adds the registry of members that all transports share.</summary>
    public static IServiceCollection AddRooms(this IServiceCollection services)
    {
        services.AddSection<PresenceOptions>("Presence");
        services.AddHostedService<MemberCountPublisher>();
        return services.AddSingleton<MemberRegistry>().AddSingleton<StreamOpener>();
    }
}
