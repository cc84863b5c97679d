using Microsoft.Data.Sqlite;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Manages the disk reserve: a file of 16 MiB next to the database that only occupies space. SQLite needs space in its write-ahead log even
/// for a deletion. So if the disk is full, the reserve file is deleted, which makes it possible to delete messages. When a deletion has
/// freed space, the reserve file is created again.
/// </summary>
internal sealed class SqliteDiskReserve(string database)
{
    /// <summary>The end of the name of the reserve file.</summary>
    public const string Suffix = "-reserve";

    // The size is twice the usual size of the write-ahead log: SQLite may have to copy all pages of this log into the database file before
    // it can overwrite the log.
    private const int Size = 16 << 20;
    private const int VacuumPages = 64;
    private const int VacuumSteps = 256;

    private readonly string _path = database + Suffix;

    /// <summary>
    /// Creates the disk reserve (a file that only occupies space) if the disk has enough space. Returns whether the reserve exists
    /// afterwards.
    /// </summary>
    public bool TryCreate()
    {
        if (File.Exists(_path))
            return true;
        try
        {
            using var file = new FileStream(
                _path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = Size });
            // The disk space is already allocated, but the size of the file is not set yet. SetLength sets the size, so that listings of
            // files show it.
            file.SetLength(Size);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Either the disk does not have enough space, or another process is creating the reserve file.
            return false;
        }
    }

    /// <summary>
    /// Runs a deletion in the database. If the disk is full, first deletes the disk reserve (a file that only occupies space), and creates
    /// it again afterwards.
    /// </summary>
    public T RunDeletion<T>(SqliteConnection connection, Func<T> delete)
    {
        try
        {
            return delete();
        }
        catch (SqliteException e) when (SqliteFailure.IsFull(e))
        {
            Checkpoint(connection);
        }

        try
        {
            return delete();
        }
        catch (SqliteException e) when (SqliteFailure.IsFull(e) && File.Exists(_path))
        {
            TryDelete();
            Checkpoint(connection);
        }

        try
        {
            return delete();
        }
        finally
        {
            Shrink(connection);
        }
    }

    private void Shrink(SqliteConnection connection)
    {
        // First removes free pages from the end of the database file. So the following copy of the write-ahead log into the file need not
        // write these pages.
        for (var i = 0; i < VacuumSteps && TryRun(connection, $"PRAGMA incremental_vacuum({VacuumPages})"); i++)
        {
            Checkpoint(connection);
            if (TryCreate())
                return;
        }
    }

    private void TryDelete()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The reserve file could not be deleted. The deletion in the database is tried anyway; if it fails, its error reports the
            // cause.
        }
    }

    // Copies the write-ahead log into the database file and truncates the log. The next write then needs disk space only for its own pages.
    private static void Checkpoint(SqliteConnection connection) => TryRun(connection, "PRAGMA wal_checkpoint(TRUNCATE)");

    private static bool TryRun(SqliteConnection connection, string pragma)
    {
        try
        {
            using var statement = new SqliteStatement(connection, pragma);
            while (statement.Step())
            {
                // Each step of the SQL statement incremental_vacuum removes some of the free pages from the database file.
            }

            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }
}
