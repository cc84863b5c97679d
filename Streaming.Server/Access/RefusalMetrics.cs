using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Streaming.Server.Core.Diagnostics;

namespace Streaming.Server.Access;

/// <summary>
/// Counts refusals (rejected requests and connections): in the metric <c>streaming.refusals</c>, and separately for each limit that was
/// reached.
/// </summary>
internal sealed class RefusalMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _refusals = StreamingMeter.Of(meters)
        .CreateCounter<long>("streaming.refusals", "{refusal}", "Refusals, by reason and, where a limit was reached, by limit.");

    private readonly ConcurrentDictionary<string, long> _byLimit = new(StringComparer.Ordinal);

    /// <summary>
    /// The number of refusals since the start of the process for each limit that was reached. The key of an entry is the configuration key
    /// of the limit.
    /// </summary>
    public IReadOnlyDictionary<string, long> ByLimit => _byLimit;

    /// <summary>Counts one refusal (a rejected request or connection).</summary>
    /// <param name="reason">The reason of the refusal, such as <c>Forbidden</c> or <c>LimitReached</c>.</param>
    /// <param name="limit">The configuration key of the limit that was reached; null if the refusal has another reason.</param>
    public void Refused(string reason, string? limit)
    {
        _refusals.Add(1, StreamingMeter.Tag("reason", reason), StreamingMeter.Tag("limit", limit ?? string.Empty));
        if (limit is not null)
            _byLimit.AddOrUpdate(limit, 1, static (_, count) => count + 1);
    }
}
