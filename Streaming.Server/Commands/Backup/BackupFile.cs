namespace Streaming.Server.Commands.Backup;

/// <summary>Checks that a file is a finished backup, and not a database that a server uses or has used.</summary>
internal static class BackupFile
{
    /// <summary>
    /// Refuses a database with a log beside it, because a copy of the file alone would lack what is in the log, and a database that a
    /// process has open, because the process may write to the file during the copy.
    /// </summary>
    /// <exception cref="CommandException">The file has a log, or a process has it open.</exception>
    public static void RefuseInUse(string file)
    {
        if (OtherDatabase.ProblemOf(file) is { } problem)
            throw new CommandException(
                $"'{file}' {problem}. Copy it with '{CommandLine.Name} backup COPY --Storage:Path {file}', and restore the copy.");
    }
}
