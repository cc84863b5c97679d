using System.Diagnostics;

namespace Streaming.LoadTest.Net;

/// <summary>Returns the time of the machine's monotonic clock in nanoseconds. The clock is the same in every process.</summary>
internal static class Clock
{
    private static readonly long s_factor = 1_000_000_000 / Stopwatch.Frequency;

    public static long Now => Stopwatch.GetTimestamp() * s_factor;

    public static long Seconds(double seconds) => (long)(seconds * 1e9);
}
