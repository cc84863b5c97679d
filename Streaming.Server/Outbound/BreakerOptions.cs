using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Outbound;

/// <summary>When a host is left alone: so many calls in a row, or of its latest calls, got no answer, or one that says that it is not there (502, 503, 504).</summary>
public sealed class BreakerOptions
{
    /// <summary>After how many failures in a row (default 5), however long they took.</summary>
    [Range(2, 10_000)]
    public int Failures { get; set; } = 5;

    /// <summary>The part of the calls that must fail, above 0 and up to 1 (default 0.8).</summary>
    [Range(0.01, 1.0)]
    public double FailureRatio { get; set; } = 0.8;

    /// <summary>Of how many calls at least (default 20).</summary>
    [Range(2, 10_000)]
    public int Calls { get; set; } = 20;

    /// <summary>Within which time (default 30 s).</summary>
    [DurationRange("500ms", "1h", "s")]
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>For how long, before one call tries it (default 15 s).</summary>
    [DurationRange("500ms", "1h", "s")]
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(15);
}
