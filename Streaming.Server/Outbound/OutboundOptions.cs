using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Outbound;

/// <summary>
/// Options of calls to other servers, in the configuration section <c>Outbound</c>: limits, time limits and allowed addresses.
/// </summary>
public sealed class OutboundOptions
{
    /// <summary>The maximum number of concurrent calls to all other servers together (default 64).</summary>
    [Range(1, 10_000)]
    public int MaxCalls { get; set; } = 64;

    /// <summary>
    /// The maximum number of concurrent calls to one host and port (default 8), at most <see cref="MaxCalls"/>. A smaller value leaves
    /// permits for the calls to other hosts when one host is slow.
    /// </summary>
    [Range(1, 10_000)]
    public int MaxCallsPerHost { get; set; } = 8;

    /// <summary>The maximum number of calls that wait for a permit, that is, until fewer calls are running (default 1,000).</summary>
    [Range(0, 100_000)]
    public int MaxWaiting { get; set; } = 1_000;

    /// <summary>The maximum number of calls that wait for a permit of one host (default 200).</summary>
    [Range(0, 100_000)]
    public int MaxWaitingPerHost { get; set; } = 200;

    /// <summary>The longest time that a call waits for a permit, unless the call sets another value (default 1 min).</summary>
    [DurationRange("0s", "1h", "m")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The time limit for opening a connection to another server, including TLS (default 5 s).</summary>
    [DurationRange("100ms", "1m", "s")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The time limit of a call from its permit to the last byte of the response, unless the call sets another value (default 15 s).
    /// </summary>
    [DurationRange("100ms", "10m", "s")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The maximum number of bytes that the server reads of a response's body (default 1 MiB).</summary>
    [Range(0, 64 << 20)]
    public int MaxResponseBytes { get; set; } = 1 << 20;

    /// <summary>The maximum number of redirects that a call follows, to the same host only (default 3).</summary>
    [Range(0, 20)]
    public int MaxRedirects { get; set; } = 3;

    /// <summary>
    /// Addresses or networks inside the operator's network that the server may call, such as <c>10.1.0.0/16</c> or <c>::1</c> (default
    /// none).
    /// </summary>
    public IList<string> AllowedNetworks { get; } = [];

    /// <summary>
    /// Whether the server may call its own machine (loopback addresses). Off by default; <c>appsettings.Development.json</c> turns it on.
    /// </summary>
    public bool AllowThisMachine { get; set; }

    /// <summary>Options of the circuit breaker of each called host.</summary>
    public BreakerOptions Breaker { get; set; } = new();
}
