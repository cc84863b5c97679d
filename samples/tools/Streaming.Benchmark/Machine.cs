using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Streaming.Benchmark;

/// <summary>Describes the machine on which the values were measured.</summary>
internal static class Machine
{
    public static IEnumerable<string> Describe() =>
    [
        $"Machine: {Environment.ProcessorCount} cores ({Cpu()}), shared by server and benchmark; " +
            $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GB",
        $"System:  {System()}; {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}",
        "Server:  default settings; SQLite in WAL mode with synchronous=FULL, except for several nodes on PostgreSQL; loopback",
    ];

    /// <summary>The load average of the last minute; null if the system does not provide it.</summary>
    public static double? Load() =>
        File.Exists("/proc/loadavg")
            && double.TryParse(File.ReadAllText("/proc/loadavg")
            .Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var load)
            ? load
            : null;

    /// <summary>Whether a .NET library was built in the Release configuration.</summary>
    public static string BuildOf(string dll) =>
        FileVersionInfo.GetVersionInfo(dll).IsDebug || dll.Contains("/Debug/", StringComparison.Ordinal)
        ? "a DEBUG build: the figures say little" : "Release";

    private static string Cpu() => Field("/proc/cpuinfo", "model name", ':') ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static string System() => Field("/etc/os-release", "PRETTY_NAME", '=') ?? RuntimeInformation.OSDescription;

    private static string? Field(string file, string name, char separator)
    {
        if (!File.Exists(file))
            return null;
        var line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line?[(line.IndexOf(separator, StringComparison.Ordinal) + 1)..].Trim().Trim('"');
    }
}
