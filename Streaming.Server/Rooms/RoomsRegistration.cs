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
        // If several nodes share the store (PostgreSQL), an IMemberStore for all of them is registered already. This call does not replace
        // it.
        services.TryAddSingleton<IMemberStore>(provider => provider.GetRequiredService<LocalMembers>());
        return services.AddSingleton<MemberRegistry>().AddSingleton<StreamOpener>();
    }
}
