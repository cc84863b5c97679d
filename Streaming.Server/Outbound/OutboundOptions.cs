using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Outbound;

/// <summary>Section <c>Outbound</c>: bounds on calls to other people's servers.</summary>
public sealed class OutboundOptions
{
    /// <summary>How many calls run at once (default 64).</summary>
    [Range(1, 10_000)]
    public int MaxCalls { get; set; } = 64;

    /// <summary>How many of them to one host and port (default 8): a host that is slow holds no more.</summary>
    [Range(1, 10_000)]
    public int MaxCallsPerHost { get; set; } = 8;

    /// <summary>How many calls may wait for their turn (default 1,000).</summary>
    [Range(0, 100_000)]
    public int MaxWaiting { get; set; } = 1_000;

    /// <summary>How many of them for one host (default 200).</summary>
    [Range(0, 100_000)]
    public int MaxWaitingPerHost { get; set; } = 200;

    /// <summary>How long a call waits for its turn where it does not say itself (default 1 min).</summary>
    [DurationRange("0s", "1h", "m")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long connecting may take, TLS included (default 5 s).</summary>
    [DurationRange("100ms", "1m", "s")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a call may take, from its turn to the last byte, where it does not say itself (default 15 s).</summary>
    [DurationRange("100ms", "10m", "s")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How much of an answer's body is read, in bytes (default 1 MiB).</summary>
    [Range(0, 64 << 20)]
    public int MaxResponseBytes { get; set; } = 1 << 20;

    /// <summary>How many redirects a call follows, to the same host only (default 3).</summary>
    [Range(0, 20)]
    public int MaxRedirects { get; set; } = 3;

    /// <summary>Addresses or networks (<c>10.1.0.0/16</c>, <c>::1</c>) that may be called although they are inside. None given: none.</summary>
    public IList<string> AllowedNetworks { get; } = [];

    /// <summary>Whether this machine itself (loopback) may be called. Off by default; appsettings.Development.json turns it on.</summary>
    public bool AllowThisMachine { get; set; }

    /// <summary>When a host that fails is left alone for a while.</summary>
    public BreakerOptions Breaker { get; set; } = new();
}
