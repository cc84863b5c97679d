using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.WebSockets;

/// <summary>Section <c>Rooms</c>.</summary>
public sealed class RoomOptions
{
    /// <summary>The interval of pings on an idle connection (default 20 s).</summary>
    [DurationRange("10ms", "1h", "s")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The time limit for the answer to a ping, after which the connection counts as dead (default 10 s).</summary>
    [DurationRange("10ms", "1h", "s")]
    public TimeSpan PongTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The time limit for the answer to a close (default 2 s).</summary>
    [DurationRange("10ms", "1m", "s")]
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The most members of one room on this node (default 10,000).</summary>
    [Range(1, 1_000_000)]
    public int MaxMembers { get; set; } = 10_000;

    /// <summary>The most WebSocket connections of all rooms on this node (default 15,000).</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 15_000;
}
