using System.Diagnostics;

namespace Streaming.Benchmark;

/// <summary>
/// The processor time of a process in seconds: what a figure costs, which a busy machine changes far less than how long it takes.
/// </summary>
internal static class ProcessorTime
{
    public static double Of(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalSeconds;
    }
}
