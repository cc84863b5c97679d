using Streaming.Server.Commands.Doctor;

namespace Streaming.Server.Commands;

/// <summary>Keeps commands from writing a file in the place of a database of SQLite, such as that of another server.</summary>
internal static class OtherDatabase
{
    private static readonly string[] s_logs = ["-wal", "-journal"];
    private static readonly string[] s_ends = [.. s_logs, "-shm", "-reserve"];

    /// <summary>
    /// Returns a sentence part that says why a file may lack messages if it is copied alone, and is needed if it is replaced: it has a log
    /// beside it, or a process has it open. Returns null if neither is known.
    /// </summary>
    public static string? ProblemOf(string file)
    {
        var target = File.Exists(file) ? File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file : file;
        if (s_logs.Select(end => new FileInfo(target + end)).FirstOrDefault(log => log is { Exists: true, Length: > 0 }) is { } log)
            return $"has a log beside it ('{log.Name}'), without which messages would be lost";
        return File.Exists(target) && OpenFiles.Holder(target) is { } process ? $"is in use by {process}" : null;
    }

    /// <summary>Refuses to replace a database that has a log or that a process has open, or a file that belongs to a database.</summary>
    /// <exception cref="CommandException">The file is such a file.</exception>
    public static void RefuseToReplace(string file)
    {
        if (File.Exists(file) && ProblemOf(file) is { } problem)
            throw new CommandException($"'{file}' {problem}; give another file.");
        if (s_ends.FirstOrDefault(end => file.EndsWith(end, StringComparison.Ordinal)) is { } end && File.Exists(file[..^end.Length]))
            throw new CommandException($"'{file}' belongs to the database '{file[..^end.Length]}'; give another file.");
    }
}
