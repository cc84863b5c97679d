using System.Diagnostics;
using System.Globalization;

namespace Streaming.Benchmark;

/// <summary>
/// Reads the processor time of a process in seconds. On a busy machine the processor time of an operation varies much less than its
/// duration.
/// </summary>
internal static class ProcessorTime
{
    private const double TicksPerSecond = 100;

    // The indexes of the fields in the file /proc/PID/stat that follow the name of the program, from 0.
    private const int UserTime = 11;
    private const int TimesOfProcess = 2;
    private const int TimesWithEndedChildren = 4;

    public static double Of(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>Returns the processor time of a process and of its child processes, including those that have ended. Linux only.</summary>
    public static double OfTree(int process) =>
        (Ticks(process, TimesWithEndedChildren) + Children(process).Sum(child => Ticks(child, TimesOfProcess))) / TicksPerSecond;

    private static IEnumerable<int> Children(int process) =>
        File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture));

    private static long Ticks(int process, int times)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ').Skip(UserTime).Take(times)
                .Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            // The child process has ended since its parent was read.
            return 0;
        }
    }
}
