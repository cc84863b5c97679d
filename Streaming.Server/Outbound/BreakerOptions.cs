using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Outbound;

/// <summary>
/// When the circuit breaker of a host opens: a number of consecutive calls, or a part of its latest calls, received no response or a 502,
/// 503 or 504.
/// </summary>
public sealed class BreakerOptions
{
    /// <summary>The number of consecutive failures that opens it (default 5), regardless of their duration.</summary>
    [Range(2, 10_000)]
    public int Failures { get; set; } = 5;

    /// <summary>The part of the calls in a window that opens it if they fail, 0.01 to 1 (default 0.8).</summary>
    [Range(0.01, 1.0)]
    public double FailureRatio { get; set; } = 0.8;

    /// <summary>The minimum number of calls in a window (default 20).</summary>
    [Range(2, 10_000)]
    public int Calls { get; set; } = 20;

    /// <summary>The length of a window (default 30 s).</summary>
    [DurationRange("500ms", "1h", "s")]
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The time that it stays open before one call tries the host (default 15 s).</summary>
    [DurationRange("500ms", "1h", "s")]
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(15);
}
