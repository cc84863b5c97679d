using System.Globalization;
using Microsoft.Data.Sqlite;
using Streaming.Server.Commands.Doctor;

namespace Streaming.Server.Commands.Backup;

/// <summary>Replaces the SQLite file of a stopped server by a backup.</summary>
internal static class SqliteRestore
{
    private const string Kept = "-replaced";
    private const int NotADatabase = 26;
    private const int Corrupt = 11;

    /// <summary>
    /// Copies a backup to the path of the database. If a database exists at this path, it is kept under a second name, and the backup
    /// replaces it under its first name.
    /// </summary>
    /// <returns>The new path of the replaced database; null if there was no database.</returns>
    /// <exception cref="CommandException">Another process is using the database, for example a server or a worker.</exception>
    public static async Task<string?> RunAsync(
        string backup, string database, bool withNewEpochs, Func<Task> copyFiles, CancellationToken cancellationToken)
    {
        await using var unfinished = UnfinishedFile.Create(database);
        try
        {
            RefuseRunning(database);
            await using (var source = new FileStream(backup, FileMode.Open, FileAccess.Read))
                await source.CopyToAsync(unfinished.Content, cancellationToken);
            if (withNewEpochs)
                NewEpochs.Write(unfinished.Path);
            await copyFiles();
            var kept = File.Exists(database) ? FreeName(database + Kept) : null;
            if (kept is not null)
                PutAside(database, kept);
            unfinished.Finish(replace: true);
            return kept;
        }
        catch (SqliteException e)
        {
            throw new CommandException(
                $"The copy of the backup cannot be changed ({e.Message.TrimEnd('.')}); nothing was restored.", inner: e);
        }
    }

    // A database that an earlier restore replaced is not overwritten: whoever restores a wrong backup first would lose the right database.
    private static string FreeName(string name)
    {
        var free = name;
        for (var number = 2; File.Exists(free) || File.Exists($"{free}-wal"); number++)
            free = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
        return free;
    }

    private static void PutAside(string database, string kept)
    {
        // The write-ahead log of the old database must not stay in its place, because SQLite would apply the log to the new database.
        CloseLog(database);
        foreach (var rest in (string[])["-wal", "-shm"])
        {
            if (File.Exists(database + rest))
                File.Move(database + rest, kept + rest);
        }

        DurableFile.Keep(database, kept);
    }

    // Writes the content of the write-ahead log into the database file, and deletes the log. Fails if another process has the database file
    // open.
    private static void CloseLog(string database)
    {
        try
        {
            using var connection = SqliteFile.Open(database, SqliteOpenMode.ReadWrite);
            SqliteFile.Run(connection, "PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;");
            SqliteFile.Run(connection, "PRAGMA journal_mode = DELETE;");
        }
        catch (SqliteException e) when (e.SqliteErrorCode is NotADatabase or Corrupt)
        {
            // The database is damaged, and is therefore to be replaced. It is kept together with its write-ahead log, both unchanged.
        }
        catch (SqliteException e)
        {
            throw InUse(database, e);
        }
    }

    // SQLite cannot lock a damaged database. So the lists of open files of all processes are searched too, for a process that has the
    // database open.
    private static void RefuseRunning(string database)
    {
        if (!File.Exists(database))
            return;
        if (OpenFiles.Holder(database) is { } process)
            throw new CommandException($"The database '{database}' is in use by {process}; stop the server and its workers first.");
        CloseLog(database);
    }

    private static CommandException InUse(string database, SqliteException e) => new(
        $"The database '{database}' is in use or cannot be changed ({e.Message.TrimEnd('.')}); stop the server and its workers first, " +
        "and run the command as the user of the server.", inner: e);
}
