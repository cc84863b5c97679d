using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Rooms;

/// <summary>Section <c>Rooms</c>.</summary>
public sealed class RoomOptions
{
    /// <summary>How often a silent connection is pinged (default 20 s).</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the answer to a ping may take before the connection counts as dead (default 10 s).</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan PongTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a member may take nothing at all before it is cut off; it can resume (default 60 s).</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a member may take to answer a close (default 2 s).</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>At shutdown, over how long the closes are spread, so that not all members come back at once (default 2 s).</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The most members of one room on this node (default 10,000).</summary>
    [Range(1, 1_000_000)]
    public int MaxMembers { get; set; } = 10_000;

    /// <summary>The most WebSocket connections of all rooms on this node (default 15,000).</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 15_000;
}
