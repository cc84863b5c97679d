using System.Diagnostics;

namespace Streaming.Benchmark;

/// <summary>
/// Reads the processor time of a process in seconds. On a busy machine the processor time of an operation varies much less than its
/// duration.
/// </summary>
internal static class ProcessorTime
{
    public static double Of(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalSeconds;
    }
}
