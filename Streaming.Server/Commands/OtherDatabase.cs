using Streaming.Server.Commands.Doctor;
using Streaming.Server.Storage.Sqlite;

namespace Streaming.Server.Commands;

/// <summary>Keeps commands from replacing or restoring a database of SQLite that is in use, such as that of another server.</summary>
internal static class OtherDatabase
{
    private static ReadOnlySpan<byte> DatabaseStart => "SQLite format 3\0"u8;

    private static readonly string[] s_ends = [.. SqliteCompanions.All, SqliteDiskReserve.Suffix];

    /// <summary>
    /// Refuses to restore a database with a log beside it, because the file alone would lack what is in the log, and a database that a
    /// process has open, because the process may write to the file during the copy.
    /// </summary>
    /// <exception cref="CommandException">The file has a log, or a process has it open.</exception>
    public static void RefuseToRestore(string file)
    {
        if (UseOf(file) is { } use)
            throw new CommandException(
                $"'{file}' {use}. Copy it with '{CommandLine.Name} backup COPY --Storage:Path {file}', and restore the copy.");
    }

    /// <summary>Refuses to replace a database that has a log or that a process has open, or a file that belongs to a database.</summary>
    /// <exception cref="CommandException">The file is such a file.</exception>
    public static void RefuseToReplace(string file)
    {
        if (IsDatabase(file) && UseOf(file) is { } use)
            throw new CommandException($"'{file}' {use}; give another file.");
        if (s_ends.FirstOrDefault(end => file.EndsWith(end, StringComparison.Ordinal)) is { } end && File.Exists(file[..^end.Length]))
            throw new CommandException($"'{file}' belongs to the database '{file[..^end.Length]}'; give another file.");
    }

    // Other files may be in use, such as the output of a command that another program displays.
    private static bool IsDatabase(string file)
    {
        if (!File.Exists(file))
            return false;
        using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        Span<byte> start = stackalloc byte[DatabaseStart.Length];
        return content.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual(DatabaseStart);
    }

    // Says that a file has a log beside it, or that a process has it open; null if neither is known.
    private static string? UseOf(string file)
    {
        var target = OutputFile.TargetOf(file);
        var logs = SqliteCompanions.Logs.Select(end => new FileInfo(target + end));
        if (logs.FirstOrDefault(log => log is { Exists: true, Length: > 0 }) is { } log)
            return $"has a log beside it ('{log.Name}'), without which messages would be lost";
        return File.Exists(target) && OpenFiles.Holder(target) is { } process ? $"is in use by {process}" : null;
    }
}
