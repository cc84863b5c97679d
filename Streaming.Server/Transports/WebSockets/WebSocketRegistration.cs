using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Transports.WebSockets;

/// <summary>Registers rooms.</summary>
public static class WebSocketRegistration
{
    /// <summary>Adds rooms and their options.</summary>
    public static IServiceCollection AddRooms(this IServiceCollection services)
    {
        services.AddSection<RoomOptions>("Rooms");
        return services.AddSingleton<RoomLimiter>().AddSingleton<RoomProtocols>().AddSingleton<RoomConnectionHandler>();
    }
}
