using System.Numerics;

namespace Streaming.Server.Administration.Metrics;

/// <summary>
/// Collects durations in seconds, and calculates their percentiles. Counts the durations in 300 buckets, each an eighth of a power of two
/// wide. So adding a duration is fast, and a percentile differs by at most 7 % from the true value.
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
    /// Returns the median and the 99th percentile of the durations that were added since the previous call, in milliseconds. The values are
    /// null if no duration was added.
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

    // Returns the bucket in which a duration is counted. Below 16 microseconds, each bucket is one microsecond wide. Above, each power of
    // two is divided into eight buckets.
    private static int BucketOf(double seconds)
    {
        var microseconds = (ulong)Math.Clamp(seconds * 1_000_000, 0, (1L << LongestPower) - 1);
        if (microseconds < Exact)
            return (int)microseconds;
        var power = BitOperations.Log2(microseconds);
        return Exact + ((power - SubBits - 1) << SubBits) + (int)((microseconds >> (power - SubBits)) & ((1 << SubBits) - 1));
    }

    // Returns the middle of the durations that a bucket counts, in microseconds.
    private static double MicrosecondsOf(int bucket)
    {
        if (bucket < Exact)
            return bucket;
        var power = ((bucket - Exact) >> SubBits) + SubBits + 1;
        var width = Math.Pow(2, power - SubBits);
        return (width * ((1 << SubBits) + ((bucket - Exact) & ((1 << SubBits) - 1)))) + (width / 2);
    }
}
