using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Outbound;

/// <summary>
/// Holds the options of the calls to other servers, which are bound to the configuration section <c>Outbound</c>: limits, time limits and
/// allowed IP addresses.
/// </summary>
public sealed class OutboundOptions
{
    /// <summary>The maximum number of concurrent calls to all other servers together (default 64).</summary>
    [Range(1, 10_000)]
    public int MaxCalls { get; set; } = 64;

    /// <summary>
    /// The maximum number of concurrent calls to one host and port (default 8). The value must not exceed <see cref="MaxCalls"/>. With a
    /// smaller value, calls to other hosts remain possible while one host is slow.
    /// </summary>
    [Range(1, 10_000)]
    public int MaxCallsPerHost { get; set; } = 8;

    /// <summary>
    /// The maximum number of calls that wait because MaxCalls is reached (default 1,000). If this many calls wait, a further call fails at
    /// once.
    /// </summary>
    [Range(0, 100_000)]
    public int MaxWaiting { get; set; } = 1_000;

    /// <summary>
    /// The maximum number of calls to one host that wait because other calls are running (default 200). If this many calls wait, a further
    /// call to the host fails at once.
    /// </summary>
    [Range(0, 100_000)]
    public int MaxWaitingPerHost { get; set; } = 200;

    /// <summary>
    /// The longest time that a call waits until the limits of concurrent calls allow it to start (default 1 min). A single call can set
    /// another value.
    /// </summary>
    [DurationRange("0s", "1h", "m")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The time limit for opening a connection to another server, including TLS (default 5 s).</summary>
    [DurationRange("100ms", "1m", "s")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The time limit of a call (default 15 s), from its start until the last byte of the response is read. The time in which the call
    /// waits for other calls to end is not included. A single call can set another value.
    /// </summary>
    [DurationRange("100ms", "10m", "s")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The maximum number of bytes that the server reads of the body of a response (default 1 MiB).</summary>
    [Range(0, 64 << 20)]
    public int MaxResponseBytes { get; set; } = 1 << 20;

    /// <summary>The maximum number of redirects that a call follows (default 3). Only redirects to the same host are followed.</summary>
    [Range(0, 20)]
    public int MaxRedirects { get; set; } = 3;

    /// <summary>
    /// IP addresses or networks in the operator's own network that the server may call, such as <c>10.1.0.0/16</c> or <c>::1</c> (default
    /// none).
    /// </summary>
    public IList<string> AllowedNetworks { get; } = [];

    /// <summary>
    /// Whether the server may call its own machine (loopback IP addresses). Default: false; <c>appsettings.Development.json</c> sets true.
    /// </summary>
    public bool AllowThisMachine { get; set; }

    /// <summary>The options of the circuit breakers of the called hosts.</summary>
    public BreakerOptions Breaker { get; set; } = new();
}
