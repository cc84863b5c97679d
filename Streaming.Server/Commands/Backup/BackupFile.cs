using Streaming.Server.Commands.Doctor;

namespace Streaming.Server.Commands.Backup;

/// <summary>Checks that a file is a finished backup, and not a database that a server uses or has used.</summary>
internal static class BackupFile
{
    private static readonly string[] s_logs = ["-wal", "-journal"];

    /// <summary>
    /// Refuses a database with a log beside it, because a copy of the file alone would lack what is in the log, and a database that a
    /// process has open, because the process may write to the file during the copy.
    /// </summary>
    /// <exception cref="CommandException">The file has a log, or a process has it open.</exception>
    public static void RefuseInUse(string file)
    {
        var target = File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
        var logs = s_logs.Select(end => new FileInfo(target + end));
        var problem = logs.FirstOrDefault(log => log is { Exists: true, Length: > 0 }) is { } log
            ? $"has a log beside it ('{log.Name}'), without which messages would be lost"
            : OpenFiles.Holder(file) is { } process ? $"is in use by {process}" : null;
        if (problem is not null)
            throw new CommandException(
                $"'{file}' {problem}. Copy it with '{CommandLine.Name} backup COPY --Storage:Path {file}', and restore the copy.");
    }
}
