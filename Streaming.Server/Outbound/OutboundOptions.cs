using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Outbound;

/// <summary>Section <c>Outbound</c>: limits of calls to other servers.</summary>
public sealed class OutboundOptions
{
    /// <summary>The maximum number of concurrent calls (default 64).</summary>
    [Range(1, 10_000)]
    public int MaxCalls { get; set; } = 64;

    /// <summary>
    /// The maximum number of concurrent calls to one host and port (default 8), so that a slow host does not use up all permits.
    /// </summary>
    [Range(1, 10_000)]
    public int MaxCallsPerHost { get; set; } = 8;

    /// <summary>The maximum number of calls that wait for a permit (default 1,000).</summary>
    [Range(0, 100_000)]
    public int MaxWaiting { get; set; } = 1_000;

    /// <summary>The maximum number of waiting calls for one host (default 200).</summary>
    [Range(0, 100_000)]
    public int MaxWaitingPerHost { get; set; } = 200;

    /// <summary>The longest wait of a call for a permit, unless the call sets its own (default 1 min).</summary>
    [DurationRange("0s", "1h", "m")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The time limit of connecting, including TLS (default 5 s).</summary>
    [DurationRange("100ms", "1m", "s")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The time limit of a call from its permit to the last byte, unless the call sets its own (default 15 s).</summary>
    [DurationRange("100ms", "10m", "s")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The maximum number of bytes that are read of a response's body (default 1 MiB).</summary>
    [Range(0, 64 << 20)]
    public int MaxResponseBytes { get; set; } = 1 << 20;

    /// <summary>The maximum number of redirects that a call follows, to the same host only (default 3).</summary>
    [Range(0, 20)]
    public int MaxRedirects { get; set; } = 3;

    /// <summary>
    /// Addresses or networks (<c>10.1.0.0/16</c>, <c>::1</c>) inside the network that may be called nevertheless (default none).
    /// </summary>
    public IList<string> AllowedNetworks { get; } = [];

    /// <summary>Whether this machine itself (loopback) may be called. Off by default; appsettings.Development.json turns it on.</summary>
    public bool AllowThisMachine { get; set; }

    /// <summary>The circuit breaker of each host.</summary>
    public BreakerOptions Breaker { get; set; } = new();
}
