using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.Sse;

/// <summary>Section <c>Sse</c>.</summary>
public sealed class SseOptions
{
    /// <summary>
    /// How often a comment is sent on a stream that is silent otherwise, so that nothing on the way takes it for dead (default 15 s).
    /// </summary>
    [DurationRange("10ms", "1h", "s")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a browser waits before it connects again (default 2 s).</summary>
    [DurationRange("0s", "1h", "s")]
    public TimeSpan Retry { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The most topics on one connection (default 100).</summary>
    [Range(1, 1_000)]
    public int MaxTopics { get; set; } = 100;
}
