using System.Globalization;

namespace Streaming.Server.Commands.Doctor;

/// <summary>
/// Finds the process that has a file open, or that listens on a port. Works only on Linux. Only the user root can see the processes of
/// other users.
/// </summary>
internal static class OpenFiles
{
    /// <summary>Returns the name and the id of another process that has the file open; null if no such process is found.</summary>
    public static string? Holder(string path)
    {
        var target = new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        return Find(link => link == target);
    }

    /// <summary>Returns the name and the id of the process that listens on a TCP port; null if it is not found.</summary>
    public static string? Listener(int port)
    {
        var sockets = Sockets("/proc/net/tcp", port).Concat(Sockets("/proc/net/tcp6", port))
            .Select(inode => $"socket:[{inode}]").ToHashSet(StringComparer.Ordinal);
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
            // The process has ended meanwhile, or belongs to another user.
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

    // Reads /proc/net/tcp. Each line has these fields: number, local address and port in hexadecimal form, remote address, state (0A means
    // listening), and further fields. The tenth field is the inode.
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
