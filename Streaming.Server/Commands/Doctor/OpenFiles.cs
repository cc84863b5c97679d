using System.Globalization;

namespace Streaming.Server.Commands.Doctor;

/// <summary>Finds the processes that have a file or a socket open (Linux). Processes of other users are visible to root only.</summary>
internal static class OpenFiles
{
    /// <summary>Returns the name and number of another process that has the file open; null if none is known.</summary>
    public static string? Holder(string path)
    {
        var target = new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        return Find(link => link == target);
    }

    /// <summary>Returns the name and number of the process that listens on a TCP port; null if it is not known.</summary>
    public static string? Listener(int port)
    {
        var sockets = Sockets("/proc/net/tcp", port).Concat(Sockets("/proc/net/tcp6", port)).Select(inode => $"socket:[{inode}]").ToHashSet();
        return sockets.Count == 0 ? null : Find(sockets.Contains);
    }

    private static string? Find(Func<string, bool> isWanted)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && id != Environment.ProcessId
                && Links(Path.Combine(folder, "fd")).Any(isWanted))
                return $"{NameOf(folder)} (process {id})";
        }

        return null;
    }

    private static List<string> Links(string folder)
    {
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().Select(file => file.LinkTarget).OfType<string>()];
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            // The process has ended, or belongs to another user.
            return [];
        }
    }

    private static string NameOf(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "comm")).Trim();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return "a program";
        }
    }

    // A line of /proc/net/tcp: number, local address:port in hex, remote address, state (0A: listening), …, inode as the tenth field.
    private static IEnumerable<string> Sockets(string file, int port)
    {
        if (!File.Exists(file))
            return [];
        var suffix = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        return File.ReadLines(file).Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 9 && fields[1].EndsWith(suffix, StringComparison.Ordinal) && fields[3] == "0A")
            .Select(fields => fields[9]);
    }
}
