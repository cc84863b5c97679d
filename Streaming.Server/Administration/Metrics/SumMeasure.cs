using System.Collections.Concurrent;

namespace Streaming.Server.Administration.Metrics;

/// <summary>Collects the measurements of a counter: their sum and, if a tag is given, the sum for each value of this tag.</summary>
/// <param name="tag">The name of the tag; null if only the sum of all measurements is needed.</param>
internal sealed class SumMeasure(string? tag = null) : Measure
{
    private readonly ConcurrentDictionary<string, long> _byTag = new(StringComparer.Ordinal);
    private long _sum;
    private long _taken;

    /// <summary>The sum of all measurements since the start of the process.</summary>
    public long Total => Interlocked.Read(ref _sum);

    /// <summary>The sums of the measurements since the start of the process, one for each value of the tag.</summary>
    public IReadOnlyDictionary<string, long> ByTag => _byTag;

    /// <summary>Returns the sum of the measurements that were added since the previous call of this method.</summary>
    public long Take()
    {
        var (total, taken) = (Total, _taken);
        _taken = total;
        return total - taken;
    }

    /// <inheritdoc/>
    public override void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var number = (long)value;
        Interlocked.Add(ref _sum, number);
        if (tag is null)
            return;
        foreach (var (name, each) in tags)
        {
            if (name == tag && each is string key)
                _byTag.AddOrUpdate(key, static (_, added) => added, static (_, sum, added) => sum + added, number);
        }
    }
}
