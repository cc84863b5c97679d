using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Rooms;

/// <summary>Section <c>Rooms</c>.</summary>
public sealed class RoomOptions
{
    /// <summary>How often a connection that says nothing is pinged (default 20 s).</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the answer to a ping may take before the connection counts as dead (default 10 s).</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan PongTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a member may take to answer a close (default 2 s).</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The most members of one room on this node (default 10,000).</summary>
    [Range(1, 1_000_000)]
    public int MaxMembers { get; set; } = 10_000;

    /// <summary>The most WebSocket connections of all rooms on this node (default 15,000).</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 15_000;
}
