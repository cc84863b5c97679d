using System.Globalization;

namespace Streaming.LoadTest.Measure;

/// <summary>Reads the CPU time and the memory of a process and its children from /proc.</summary>
internal sealed class ProcessTree(int pid)
{
    /// <summary>The unit of times in /proc: a hundredth of a second on every Linux.</summary>
    private const double TicksPerSecond = 100;

    public bool Exists => File.Exists($"/proc/{pid}/stat");

    public (double CpuSeconds, long Bytes) Measure()
    {
        var (cpu, bytes) = (0.0, 0L);
        foreach (var process in Members())
        {
            cpu += Cpu(process);
            bytes += Memory(process);
        }

        return (cpu, bytes);
    }

    private List<int> Members()
    {
        var parents = new Dictionary<int, int>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                && Stat(process) is { } stat)
                parents[process] = int.Parse(stat[1], CultureInfo.InvariantCulture);
        }

        List<int> members = [pid];
        for (var i = 0; i < members.Count; i++)
            members.AddRange(parents.Where(pair => pair.Value == members[i]).Select(pair => pair.Key));
        return members;
    }

    /// <summary>
    /// Returns the fields of the file /proc/PID/stat that follow the process name (which may contain spaces): state, parent and so on.
    /// Fields 11 to 14 are the CPU times.
    /// </summary>
    private static string[]? Stat(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static double Cpu(int process) =>
        Stat(process) is { } stat ? stat[11..15].Sum(text => long.Parse(text, CultureInfo.InvariantCulture)) / TicksPerSecond : 0;

    /// <summary>Returns the memory of a process: the proportional share (PSS) if it can be read, otherwise the resident memory.</summary>
    private static long Memory(int process) =>
        Line($"/proc/{process}/smaps_rollup", "Pss:") ?? Line($"/proc/{process}/status", "VmRSS:") ?? 0;

    private static long? Line(string file, string name)
    {
        try
        {
            var line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null ? null
                : long.Parse(line.AsSpan(name.Length).Trim().TrimEnd("kB ").ToString(), CultureInfo.InvariantCulture) * 1024;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
