using System.Diagnostics.Metrics;
using Streaming.Server.Core.Diagnostics;

namespace Streaming.Server.Access;

/// <summary>Metrics of refusals.</summary>
internal sealed class RefusalMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _refusals = StreamingMeter.Of(meters)
        .CreateCounter<long>("streaming.refusals", "{refusal}", "Refusals, by reason and, where a limit was reached, by limit.");

    /// <summary>Counts a refusal.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="limit">The configuration key of the limit that was reached; null for other reasons.</param>
    public void Refused(string reason, string? limit) =>
        _refusals.Add(1, StreamingMeter.Tag("reason", reason), StreamingMeter.Tag("limit", limit ?? string.Empty));
}
