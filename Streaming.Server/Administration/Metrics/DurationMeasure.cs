using System.Numerics;

namespace Streaming.Server.Administration.Metrics;

/// <summary>
/// Collects durations in seconds, and returns percentiles of them. The durations are counted in 300 buckets, each an eighth of a power of
/// two wide, so that a measurement costs one addition and a percentile is at most 7 % too high or too low.
/// </summary>
internal sealed class DurationMeasure : Measure
{
    private const int SubBits = 3;
    private const int Exact = 1 << (SubBits + 1);
    private const int LongestPower = 40;

    private readonly long[] _buckets = new long[Exact + ((LongestPower - SubBits) << SubBits)];

    /// <inheritdoc/>
    public override void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        Interlocked.Increment(ref _buckets[BucketOf(value)]);

    /// <summary>
    /// Returns the median and the 99th percentile of the durations since the previous call of this method, in milliseconds; null if there
    /// was no duration.
    /// </summary>
    public (double? P50, double? P99) Take()
    {
        var counts = new long[_buckets.Length];
        var all = 0L;
        for (var i = 0; i < counts.Length; i++)
            all += counts[i] = Interlocked.Exchange(ref _buckets[i], 0);
        return all == 0 ? (null, null) : (Percentile(counts, all, 0.5), Percentile(counts, all, 0.99));
    }

    private static double Percentile(long[] counts, long all, double part)
    {
        var left = (long)Math.Ceiling(all * part);
        var bucket = 0;
        while ((left -= counts[bucket]) > 0)
            bucket++;
        return Math.Round(MicrosecondsOf(bucket) / 1_000, 3);
    }

    // Durations below 16 microseconds have buckets of one microsecond. Above, the bucket is the power of two with the following three bits.
    private static int BucketOf(double seconds)
    {
        var microseconds = (ulong)Math.Clamp(seconds * 1_000_000, 0, (1L << LongestPower) - 1);
        if (microseconds < Exact)
            return (int)microseconds;
        var power = BitOperations.Log2(microseconds);
        return Exact + ((power - SubBits - 1) << SubBits) + (int)((microseconds >> (power - SubBits)) & ((1 << SubBits) - 1));
    }

    // Returns the middle of a bucket.
    private static double MicrosecondsOf(int bucket)
    {
        if (bucket < Exact)
            return bucket;
        var power = ((bucket - Exact) >> SubBits) + SubBits + 1;
        var width = Math.Pow(2, power - SubBits);
        return (width * ((1 << SubBits) + ((bucket - Exact) & ((1 << SubBits) - 1)))) + (width / 2);
    }
}
