namespace Streaming.Server.Rooms;

/// <summary>Registers rooms.</summary>
public static class RoomsRegistration
{
    /// <summary>Adds rooms and their options.</summary>
    public static IServiceCollection AddRooms(this IServiceCollection services)
    {
        services.AddSection<RoomOptions>("Rooms");
        return services.AddSingleton<RoomSeats>().AddSingleton<RoomReaders>().AddSingleton<RoomSessions>();
    }
}
