using Microsoft.Data.Sqlite;
using SQLitePCL;
using Streaming.Server.Storage.Sqlite;

namespace Streaming.Server.Commands.Backup;

/// <summary>Copies an SQLite file that other processes may be writing to.</summary>
internal static class SqliteBackup
{
    private const int PagesOfAStep = 1_024;
    private const string Unfinished = ".part";

    /// <summary>
    /// Copies a database to one file without a write-ahead log, checks the copy, and gives it its name when it is complete and on the disk.
    /// </summary>
    /// <returns>The size of the copy in bytes.</returns>
    /// <exception cref="CommandException">The database cannot be read, or the copy cannot be written or is damaged.</exception>
    public static async Task<long> RunAsync(string database, string file, CopyProgress? progress, CancellationToken cancellationToken)
    {
        var unfinished = file + Unfinished;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.Delete(unfinished);
            // SQLite blocks its thread. A command has nothing else to do on it.
            Copy(database, unfinished, progress, cancellationToken);
            DatabaseCheck.Run(unfinished, isQuick: true);
            await DurableFile.SyncAsync(unfinished, cancellationToken);
            DurableFile.Move(unfinished, file);
            return new FileInfo(file).Length;
        }
        catch (SqliteException e)
        {
            throw new CommandException(SqliteStartError.Explain(e, database), inner: e);
        }
        finally
        {
            foreach (var rest in (string[])[unfinished, $"{unfinished}-journal", $"{unfinished}-wal", $"{unfinished}-shm"])
                File.Delete(rest);
        }
    }

    private static void Copy(string database, string copy, CopyProgress? progress, CancellationToken cancellationToken)
    {
        using var source = SqliteFile.Open(database, SqliteOpenMode.ReadWrite);
        using var target = SqliteFile.Open(copy, SqliteOpenMode.ReadWriteCreate);
        // The read transaction keeps the copy at one moment. Without it, SQLite would begin again at each commit of another process.
        SqliteFile.Run(source, "PRAGMA query_only = ON; BEGIN; SELECT count(*) FROM sqlite_master;");
        using (var backup = raw.sqlite3_backup_init(target.Handle, "main", source.Handle, "main"))
        {
            int result;
            while ((result = raw.sqlite3_backup_step(backup, PagesOfAStep)) is raw.SQLITE_OK)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var pages = raw.sqlite3_backup_pagecount(backup);
                progress?.Show("Copying", 1 - ((double)raw.sqlite3_backup_remaining(backup) / Math.Max(1, pages)));
            }

            if (result != raw.SQLITE_DONE)
                throw new SqliteException(raw.sqlite3_errmsg(target.Handle).utf8_to_string(), result);
        }

        progress?.End();
        SqliteFile.Run(source, "COMMIT;");
        // One file is easier to keep than a file with its log. The server turns the log on again.
        SqliteFile.Run(target, "PRAGMA journal_mode = DELETE;");
    }
}
