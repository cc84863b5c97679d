using System.Net.WebSockets;
using Microsoft.Extensions.Options;
using Streaming.Server.Delivery;

namespace Streaming.Server.Rooms;

/// <summary>How members of rooms are written to: text for people, JSON for programs.</summary>
internal sealed class RoomReaders
{
    public RoomReaders(IOptions<RoomOptions> options)
    {
        var goodbye = WebSocketFrame.Close(WebSocketCloseStatus.EndpointUnavailable, "The server is stopping; connect again.");
        var expired = WebSocketFrame.Close((WebSocketCloseStatus)RoomSessions.CloseExpired, "The token has ended; connect again with a new one.");
        Plain = new ReaderFormat("room", RoomFormat.Plain, WebSocketFrame.Ping, options.Value.PingInterval, options.Value.PongTimeout, goodbye, SpreadsGoodbyes: true, expired);
        Json = Plain with { Frames = RoomFormat.Json, CaughtUp = RoomFormat.CaughtUpFrame };
    }

    public ReaderFormat Plain { get; init; }

    public ReaderFormat Json { get; init; }

    public ReaderFormat Of(RoomFormat format) => ReferenceEquals(format, RoomFormat.Json) ? Json : Plain;
}
