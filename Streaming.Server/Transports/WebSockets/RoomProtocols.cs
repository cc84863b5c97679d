using System.Net.WebSockets;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Connections;
using Streaming.Server.Fanout.Subscribers;
using Streaming.Server.Fanout.WebSockets;

namespace Streaming.Server.Transports.WebSockets;

/// <summary>
/// Holds the two protocols of room connections, each with its encoding, pings and close frames. One protocol sends messages as text for
/// people, the other one as JSON for programs.
/// </summary>
internal sealed class RoomProtocols
{
    /// <summary>The WebSocket close code that a member receives when its token has expired.</summary>
    public const int CloseExpired = 4401;

    /// <summary>The WebSocket close code that a member receives when an administrator has closed its connection.</summary>
    public const int CloseCut = 4403;

    public RoomProtocols(IOptions<RoomOptions> options)
    {
        CloseTimeout = options.Value.CloseTimeout;
        var stopFrame = WebSocketFrame.Close(WebSocketCloseStatus.EndpointUnavailable, "The server is stopping; connect again.");
        var expired = WebSocketFrame.Close((WebSocketCloseStatus)CloseExpired, "The token has expired; connect again with a new one.");
        Plain = new SubscriberProtocol(
            ConnectionTransports.WebSocket, RoomWireFormat.Plain, WebSocketFrame.Ping, options.Value.PingInterval,
            options.Value.PongTimeout, stopFrame, SpreadsStopFrames: true, expired)
        {
            CutFrame = WebSocketFrame.Close((WebSocketCloseStatus)CloseCut, "An administrator has closed the connection."),
        };
        Json = Plain with { Frames = RoomWireFormat.Json, CaughtUp = RoomWireFormat.CaughtUpFrame };
    }

    /// <summary>The time limit for a member's answer to a close frame.</summary>
    public TimeSpan CloseTimeout { get; }

    public SubscriberProtocol Plain { get; init; }

    public SubscriberProtocol Json { get; init; }

    public SubscriberProtocol Of(RoomWireFormat format) => ReferenceEquals(format, RoomWireFormat.Json) ? Json : Plain;
}
