using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Rooms;

/// <summary>Holds the options for the members of rooms, which are bound to the configuration section <c>Presence</c>.</summary>
public sealed class PresenceOptions
{
    /// <summary>
    /// The number of members up to which the members of a room are listed, and its joins and leaves are published one by one (default 500).
    /// A larger room publishes only the number of members, until this number falls to half of the value.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxListed { get; set; } = 500;

    /// <summary>
    /// The interval at which a room with more than <see cref="MaxListed"/> members publishes the number of its members, if the number has
    /// changed (default 1 s).
    /// </summary>
    [DurationRange("10ms", "1h", "s")]
    public TimeSpan BatchInterval { get; set; } = TimeSpan.FromSeconds(1);
}
