using HdrHistogram;

namespace Streaming.LoadTest.Measure;

/// <summary>Stores times in a histogram, in nanoseconds with three significant digits, up to an hour.</summary>
internal sealed class Latencies
{
    private const long Most = 3_600_000_000_000;
    private readonly LongHistogram _histogram = new(1000, Most, 3);
    private long _max;

    public long Count => _histogram.TotalCount;
    public double Max => _max / 1e6;

    public void Add(long nanoseconds, long count = 1)
    {
        nanoseconds = Math.Clamp(nanoseconds, 0, Most);
        _max = Math.Max(_max, nanoseconds);
        _histogram.RecordValueWithCount(nanoseconds, count);
    }

    public void Add(IEnumerable<long[]> valuesAndCounts)
    {
        foreach (var pair in valuesAndCounts)
            Add(pair[0], pair[1]);
    }

    /// <summary>Returns a percentile of the stored times, in milliseconds.</summary>
    public double Percentile(double percent) => Count == 0 ? 0 : Math.Min(_histogram.GetValueAtPercentile(percent), _max) / 1e6;

    public long[][] ToPairs() =>
        [.. _histogram.RecordedValues()
            .Select(value => new[] { Math.Min(value.ValueIteratedTo, _max), value.CountAddedInThisIterationStep })];
}
