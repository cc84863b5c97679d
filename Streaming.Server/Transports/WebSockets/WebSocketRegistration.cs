using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.WebSockets;

/// <summary>Registers rooms, the transport on which clients publish and subscribe over a WebSocket.</summary>
internal static class WebSocketRegistration
{
    /// <summary>Adds the services of rooms and their options.</summary>
    public static IServiceCollection AddWebSocketTransport(this IServiceCollection services)
    {
        services.AddSection<RoomOptions>("Rooms");
        services.AddLimitReport<RoomLimiter>().AddLimitReport<MemberLimiter>();
        services.AddSingleton(provider => new MemberLimiter(provider.GetRequiredService<IOptions<RoomOptions>>().Value.MaxMembers));
        return services.AddSingleton<RoomLimiter>().AddSingleton<RoomProtocols>().AddSingleton<RoomConnectionHandler>()
            .AddSingleton<RoomOpener>().AddSingleton<RoomPublisher>();
    }
}
