namespace Streaming.Server.Rooms;

/// <summary>Registers rooms.</summary>
public static class RoomsRegistration
{
    /// <summary>Adds presence and the rooms' options.</summary>
    public static IServiceCollection AddRooms(this IServiceCollection services)
    {
        services.AddSection<RoomOptions>("Rooms");
        return services.AddSingleton<Presence>().AddSingleton<RoomSeats>().AddSingleton<RoomSessions>();
    }
}
