using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Outbound;

/// <summary>
/// Options of the circuit breaker of a called host. The breaker opens, so that calls fail at once, when several consecutive calls or a
/// large part of the latest calls received no response or a status of 502, 503 or 504.
/// </summary>
public sealed class BreakerOptions
{
    /// <summary>
    /// The number of consecutive failed calls after which the circuit breaker opens, however long the calls take (default 5).
    /// </summary>
    [Range(2, 10_000)]
    public int Failures { get; set; } = 5;

    /// <summary>The part of the calls in a time window that must fail to open the circuit breaker, 0.01 to 1 (default 0.8).</summary>
    [Range(0.01, 1.0)]
    public double FailureRatio { get; set; } = 0.8;

    /// <summary>
    /// The minimum number of calls in a time window; with fewer calls, <see cref="FailureRatio"/> does not open the circuit breaker
    /// (default 20).
    /// </summary>
    [Range(2, 10_000)]
    public int Calls { get; set; } = 20;

    /// <summary>The length of the time window in which the circuit breaker counts calls (default 30 s).</summary>
    [DurationRange("500ms", "1h", "s")]
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The time for which the circuit breaker stays open before one call tries the host again (default 15 s).</summary>
    [DurationRange("500ms", "1h", "s")]
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(15);
}
