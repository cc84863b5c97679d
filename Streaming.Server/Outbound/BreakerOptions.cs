using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Outbound;

/// <summary>
/// Holds the options of the circuit breaker of a called host. While the circuit breaker is open, calls to the host fail at once. The
/// circuit breaker opens after several consecutive failed calls, or when a large part of the most recent calls has failed. A call counts as
/// failed if it receives no response, or a response with status 502, 503 or 504.
/// </summary>
public sealed class BreakerOptions
{
    /// <summary>
    /// The number of consecutive failed calls after which the circuit breaker opens (default 5), however long the calls take.
    /// </summary>
    [Range(2, 10_000)]
    public int Failures { get; set; } = 5;

    /// <summary>
    /// The fraction of the calls in a time window that must fail so that the circuit breaker opens (0.01 to 1, default 0.8 = 80 %).
    /// </summary>
    [Range(0.01, 1.0)]
    public double FailureRatio { get; set; } = 0.8;

    /// <summary>
    /// The minimum number of calls in a time window (default 20) that are needed before a large fraction of failed calls
    /// (<see cref="FailureRatio"/>) can open the circuit breaker.
    /// </summary>
    [Range(2, 10_000)]
    public int Calls { get; set; } = 20;

    /// <summary>The length of the time window in which the circuit breaker counts calls and failed calls (default 30 s).</summary>
    [DurationRange("500ms", "1h", "s")]
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The time for which the circuit breaker stays open (default 15 s). Then one call tries the host again.</summary>
    [DurationRange("500ms", "1h", "s")]
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(15);
}
