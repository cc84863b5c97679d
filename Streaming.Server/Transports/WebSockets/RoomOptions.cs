using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.WebSockets;

/// <summary>Holds the options of rooms, which are bound to the configuration section <c>Rooms</c>.</summary>
public sealed class RoomOptions
{
    /// <summary>
    /// The interval at which the server sends pings on a room's WebSocket, by which it detects dead connections (default 20 s).
    /// </summary>
    [DurationRange("10ms", "1h", "s")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The time in which a client must answer a ping (default 10 s). Otherwise the server closes the connection as dead.</summary>
    [DurationRange("10ms", "1h", "s")]
    public TimeSpan PongTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The time limit for a client's answer to a close frame (default 2 s).</summary>
    [DurationRange("10ms", "1m", "s")]
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The maximum number of members that one room may have on this server process, on all transports together (default 10,000).
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxMembers { get; set; } = 10_000;

    /// <summary>The maximum number of WebSocket connections to all rooms of this server process (default 15,000).</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 15_000;
}
