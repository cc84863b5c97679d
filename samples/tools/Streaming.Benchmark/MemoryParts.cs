using System.Diagnostics;
using System.Globalization;

namespace Streaming.Benchmark;

/// <summary>Holds the resident memory of a process and its parts, in MB, as Linux reports them.</summary>
internal sealed record MemoryParts(double Resident, double Anonymous, double Files, double Shared)
{
    /// <summary>Reads the memory of a process at this moment.</summary>
    public static MemoryParts Of(Process process)
    {
        var lines = File.ReadAllLines($"/proc/{process.Id}/status");
        return new MemoryParts(
            Megabytes(lines, "VmRSS:"), Megabytes(lines, "RssAnon:"), Megabytes(lines, "RssFile:"), Megabytes(lines, "RssShmem:"));
    }

    private static double Megabytes(string[] lines, string field)
    {
        var line = Array.Find(lines, line => line.StartsWith(field, StringComparison.Ordinal))!;
        return long.Parse(line.AsSpan(field.Length).Trim().TrimEnd(" kB"), NumberStyles.None, CultureInfo.InvariantCulture) / 1024.0;
    }
}
