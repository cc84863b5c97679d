using System.Globalization;
using System.Runtime.CompilerServices;
using Streaming.LoadTest.Options;
using Streaming.LoadTest.Runs;

namespace Streaming.LoadTest.Show;

/// <summary>
/// Warns the user if the results depend more on the load test than on the server, since a process of the load test used nearly a whole
/// processor.
/// </summary>
internal static class Bottleneck
{
    private const double Busy = 0.85;

    /// <summary>
    /// Returns the processor use of the busiest process of the load test, in cores. Each process works on one thread, so it can use at most
    /// one core.
    /// </summary>
    public static double BusiestCore(RunResult run)
    {
        var seconds = Math.Max(run.Seconds, 0.001);
        return run.Readings.Select(reading => reading.OwnCpuSeconds).Append(run.OwnCpuSeconds).Max() / seconds;
    }

    public static IEnumerable<string> Warnings(LoadTestOptions options, RunResult run)
    {
        if (run.Seconds > 0.5 && BusiestCore(run) is var busiest && busiest > Busy)
            yield return Text($"The load test itself was the bottleneck: one of its processes used {busiest:P0} of a core. Use more " +
                $"--processes, or less load.");
        else if (run.Seconds > 0.5 && Cores(run) > Busy * Environment.ProcessorCount)
            yield return Text($"The load test itself used {Cores(run):0.0} of the machine's {Environment.ProcessorCount} cores: the " +
                $"server had little left.");
        if (run.Publishing is not { } publishing || options.Rate <= 0)
            yield break;
        if (publishing.SentLate > publishing.Published / 100)
            yield return Text($"The load test fell behind its own schedule: {publishing.SentLate} messages were sent more than 5 ms " +
                $"late, the latest one by {publishing.LatestNanoseconds / 1e6:0} ms. Latency includes that.");
        if (publishing.HeldUp > publishing.Published / 100)
            yield return Text($"{publishing.HeldUp} messages were due while {options.Depth} were not acknowledged: the server accepts " +
                $"less than --rate, or --publishers is too small.");
    }

    public static IEnumerable<string> Warnings(CsvResult result)
    {
        if (result.Seconds > 0.5 && result.OwnCpuSeconds / result.Seconds > Busy)
            yield return Text($"The load test itself was the bottleneck: it used {result.OwnCpuSeconds / result.Seconds:P0} of a core.");
    }

    private static double Cores(RunResult run) =>
        (run.Readings.Sum(reading => reading.OwnCpuSeconds) + (run.Readings.Count > 1 ? run.OwnCpuSeconds : 0)) / Math.Max(
            run.Seconds, 0.001);

    private static string Text(ref DefaultInterpolatedStringHandler text) => string.Create(CultureInfo.InvariantCulture, ref text);
}
