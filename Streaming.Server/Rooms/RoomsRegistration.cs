using Microsoft.Extensions.DependencyInjection.Extensions;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Rooms;

/// <summary>Registers the services for rooms and their members.</summary>
internal static class RoomsRegistration
{
    /// <summary>
    /// Adds the registry of the members of rooms, which all transports share, and the service that publishes the number of members of big
    /// rooms.
    /// </summary>
    public static IServiceCollection AddRooms(this IServiceCollection services)
    {
        services.AddSection<PresenceOptions>("Presence");
        services.AddHostedService<MemberCountPublisher>();
        services.AddSingleton<LocalMembers>();
        // A store that several nodes share has added a store of members before, which stays in use.
        services.TryAddSingleton<IMemberStore>(provider => provider.GetRequiredService<LocalMembers>());
        return services.AddSingleton<MemberRegistry>().AddSingleton<StreamOpener>();
    }
}
