using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Rooms;

/// <summary>Section <c>Presence</c>: the members of rooms, on all transports.</summary>
public sealed class PresenceOptions
{
    /// <summary>
    /// The most members of a room that are listed, and whose joins and leaves are published one by one (default 500). A larger room shows
    /// its counts only, until its number of members falls to half of this value.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxListed { get; set; } = 500;

    /// <summary>The interval at which a room that shows only counts publishes them, if they changed (default 1 s).</summary>
    [DurationRange("10ms", "1h", "s")]
    public TimeSpan BatchInterval { get; set; } = TimeSpan.FromSeconds(1);
}
