using Microsoft.Data.Sqlite;
using SQLitePCL;
using Streaming.Server.Storage.Sqlite;

namespace Streaming.Server.Commands.Backup;

/// <summary>Copies an SQLite file, even while other processes write to the file.</summary>
internal static class SqliteBackup
{
    private const int PagesOfAStep = 1_024;

    /// <summary>
    /// Copies a database to a single file without a write-ahead log, and checks the copy. The copy gets its final name only when it is
    /// complete and is written to the disk.
    /// </summary>
    /// <returns>The size of the copy in bytes.</returns>
    /// <exception cref="CommandException">The database cannot be read, the copy cannot be written, or the copy is damaged.</exception>
    public static async Task<long> RunAsync(
        string database, string file, bool replace, CopyProgress? progress, Func<Task> copyFiles,
        CancellationToken cancellationToken)
    {
        using var source = OpenSource(database);
        await using var unfinished = UnfinishedFile.Create(file);
        try
        {
            // SQLite blocks this thread during the copy. This does no harm, because the command has no other work.
            Copy(source, unfinished.Path, progress, cancellationToken);
            DatabaseCheck.Run(unfinished.Path, isQuick: true, shown: database, advice: "restore a backup");
            await copyFiles();
            cancellationToken.ThrowIfCancellationRequested();
            unfinished.Finish(replace);
            return new FileInfo(file).Length;
        }
        catch (SqliteException e) when (IsOfSource(e))
        {
            throw new CommandException(SqliteStartError.Explain(e, database), inner: e);
        }
        catch (SqliteException e)
        {
            throw new CommandException(e.SqliteErrorCode == raw.SQLITE_FULL
                ? $"The disk of the backup '{file}' is full; free some space, or give another file."
                : $"The backup '{file}' cannot be written: {e.Message.TrimEnd('.')}. Check its disk, or give another file.", inner: e);
        }
    }

    private static SqliteConnection OpenSource(string database)
    {
        SqliteConnection? source = null;
        try
        {
            source = SqliteFile.Open(database, SqliteOpenMode.ReadWrite);
            // Because of the read transaction, the copy contains the state of the database at one moment. Without it, SQLite would begin
            // the copy again after each commit of another process.
            SqliteFile.Run(source, "PRAGMA query_only = ON; BEGIN; SELECT count(*) FROM sqlite_master;");
            return source;
        }
        catch (SqliteException e)
        {
            source?.Dispose();
            throw new CommandException(SqliteStartError.Explain(e, database), inner: e);
        }
    }

    // The database is only read, the copy is mostly written.
    private static bool IsOfSource(SqliteException e) => e.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB
        || e.SqliteExtendedErrorCode is raw.SQLITE_IOERR_READ or raw.SQLITE_IOERR_SHORT_READ;

    private static void Copy(SqliteConnection source, string copy, CopyProgress? progress, CancellationToken cancellationToken)
    {
        using var target = SqliteFile.Open(copy, SqliteOpenMode.ReadWriteCreate);
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
                throw new SqliteException(raw.sqlite3_errstr(result).utf8_to_string(), result & 0xFF, result);
        }

        progress?.End();
        SqliteFile.Run(source, "COMMIT;");
        // Removes the write-ahead log of the copy, because a backup that is a single file is easier to keep. A server that uses the copy
        // creates the log again.
        SqliteFile.Run(target, "PRAGMA journal_mode = DELETE;");
    }
}
