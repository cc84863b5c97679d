using System.Diagnostics;

namespace Streaming.LoadTest.Net;

/// <summary>Nanoseconds of the machine's steady clock, the same in every process.</summary>
internal static class Clock
{
    private static readonly long s_factor = 1_000_000_000 / Stopwatch.Frequency;

    public static long Now => Stopwatch.GetTimestamp() * s_factor;

    public static long Seconds(double seconds) => (long)(seconds * 1e9);
}
