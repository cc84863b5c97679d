using System.Globalization;

namespace Streaming.Stress.Servers;

/// <summary>Reads the state of processes from the files of the operating system (Linux: <c>/proc</c>).</summary>
internal static class ProcessFiles
{
    /// <summary>Returns the ids of the processes that a process has started.</summary>
    public static IEnumerable<int> Children(int process) => Read($"/proc/{process}/task/{process}/children")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture));

    /// <summary>Returns whether a process runs. A process that has ended may wait for its parent to notice (state Z).</summary>
    public static bool IsRunning(int process) => Read($"/proc/{process}/stat") is { Length: > 0 } stat
        && !stat.Contains(") Z ", StringComparison.Ordinal);

    /// <summary>
    /// Returns the number of open files of a process, without its libraries, which it opens when it first needs them; 0 if it has ended.
    /// </summary>
    public static int OpenFiles(int process) => Entries($"/proc/{process}/fd")
        .Count(file => Path.GetExtension(Target(file)) is not (null or ".dll" or ".pdb"));

    /// <summary>Returns the number of threads of a process; 0 if it has ended.</summary>
    public static int Threads(int process) => Entries($"/proc/{process}/task").Length;

    /// <summary>Returns the resident memory of a process (VmRSS), in MB; 0 if it has ended.</summary>
    public static double Megabytes(int process) =>
        Read($"/proc/{process}/status").Split('\n').FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)) is { } line
            ? double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024
            : 0;

    private static string[] Entries(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    // Returns null if the file was closed meanwhile.
    private static string? Target(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: false)?.Name;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return string.Empty;
        }
    }
}
