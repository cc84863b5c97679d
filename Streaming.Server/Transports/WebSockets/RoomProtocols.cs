using System.Net.WebSockets;
using Microsoft.Extensions.Options;
using Streaming.Server.Fanout.Subscribers;
using Streaming.Server.Fanout.WebSockets;

namespace Streaming.Server.Transports.WebSockets;

/// <summary>How members of rooms are written to: text for people, JSON for programs.</summary>
internal sealed class RoomProtocols
{
    public RoomProtocols(IOptions<RoomOptions> options)
    {
        var goodbye = WebSocketFrame.Close(WebSocketCloseStatus.EndpointUnavailable, "The server is stopping; connect again.");
        var expired = WebSocketFrame.Close((WebSocketCloseStatus)RoomConnectionHandler.CloseExpired, "The token has ended; connect again with a new one.");
        Plain = new SubscriberProtocol("room", RoomWireFormat.Plain, WebSocketFrame.Ping, options.Value.PingInterval, options.Value.PongTimeout, goodbye, SpreadsGoodbyes: true, expired);
        Json = Plain with { Frames = RoomWireFormat.Json, CaughtUp = RoomWireFormat.CaughtUpFrame };
    }

    public SubscriberProtocol Plain { get; init; }

    public SubscriberProtocol Json { get; init; }

    public SubscriberProtocol Of(RoomWireFormat format) => ReferenceEquals(format, RoomWireFormat.Json) ? Json : Plain;
}
