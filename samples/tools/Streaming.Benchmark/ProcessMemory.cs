using System.Diagnostics;
using System.Globalization;

namespace Streaming.Benchmark;

/// <summary>
/// Measures the growth of a process's resident memory since this object was created, with the values that Linux provides.
/// </summary>
internal sealed class ProcessMemory : IAsyncDisposable
{
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;
    private readonly CancellationTokenSource _stop = new();
    private readonly long _before;
    private readonly bool _markIsReset;
    private readonly Task<long> _sampling;

    public ProcessMemory(Process process)
    {
        _process = process;
        _markIsReset = TryResetMark(process);
        _before = Kilobytes(process, "VmRSS:");
        _sampling = SampleAsync();
    }

    public static bool IsReadable(Process process) => File.Exists(StatusOf(process));

    /// <summary>The largest growth of the memory so far, in MB.</summary>
    public async Task<double> GrowthMegabytesAsync()
    {
        await _stop.CancelAsync();
        var peak = await _sampling;
        // The kernel's own peak value also includes peaks between two samples of this class.
        if (_markIsReset)
            peak = Math.Max(peak, Kilobytes(_process, "VmHWM:"));
        return (peak - _before) / 1024.0;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sampling;
        _stop.Dispose();
    }

    private async Task<long> SampleAsync()
    {
        var peak = _before;
        while (!_stop.IsCancellationRequested)
        {
            peak = Math.Max(peak, Kilobytes(_process, "VmRSS:"));
            await Task.Delay(s_period, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return peak;
    }

    // Writing 5 to /proc/PID/clear_refs resets the kernel's peak value to the current size. If this is not allowed, only the values that
    // this class samples are used.
    private static bool TryResetMark(Process process)
    {
        try
        {
            File.WriteAllText($"/proc/{process.Id}/clear_refs", "5");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static long Kilobytes(Process process, string field)
    {
        var line = File.ReadLines(StatusOf(process)).First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(field.Length).Trim().TrimEnd(" kB"), NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private static string StatusOf(Process process) => $"/proc/{process.Id}/status";
}
