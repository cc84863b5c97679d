using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Rooms;

/// <summary>Section <c>Presence</c>: who is in a room, on all transports.</summary>
public sealed class PresenceOptions
{
    /// <summary>
    /// The most members of a room that are listed, and whose joins and leaves are published one by one (default 500). A larger room shows
    /// its counts only,
    /// until it has fallen to half of this.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxListed { get; set; } = 500;

    /// <summary>How often a room that shows counts only tells them, if they changed (default 1 s).</summary>
    [DurationRange("10ms", "1h", "s")]
    public TimeSpan BatchInterval { get; set; } = TimeSpan.FromSeconds(1);
}
