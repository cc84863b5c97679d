using Microsoft.Data.Sqlite;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// A file that reserves disk space. If the disk is full, it is deleted so that messages can be deleted: SQLite needs space in its
/// write-ahead log even for that.
/// It is created again after a deletion has freed space.
/// </summary>
internal sealed class SqliteDiskReserve(string database)
{
    // Twice the usual size of the write-ahead log: the whole log may have to be copied into the file before it can restart.
    private const int Size = 16 << 20;
    private const int VacuumPages = 64;
    private const int VacuumSteps = 256;

    private readonly string _path = database + "-reserve";

    /// <summary>Creates the reserve if the disk has enough space.</summary>
    public bool TryMake()
    {
        if (File.Exists(_path))
            return true;
        try
        {
            using var made = new FileStream(
                _path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = Size });
            // The blocks are already allocated; the length makes their size visible.
            made.SetLength(Size);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The disk has no space for it, or another process is creating it.
            return false;
        }
    }

    /// <summary>Runs a deletion. If the disk is full, first frees the reserve.</summary>
    public T MakeRoom<T>(SqliteConnection connection, Func<T> delete)
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
            TryGiveUp();
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
        // Shorten the file first: the checkpoint then skips the removed pages.
        for (var i = 0; i < VacuumSteps && TryRun(connection, $"PRAGMA incremental_vacuum({VacuumPages})"); i++)
        {
            Checkpoint(connection);
            if (TryMake())
                return;
        }
    }

    private void TryGiveUp()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The deletion is tried anyway, and reports why it fails.
        }
    }

    // Copies the log into the file and truncates it: the next write needs space only for its own pages.
    private static void Checkpoint(SqliteConnection connection) => TryRun(connection, "PRAGMA wal_checkpoint(TRUNCATE)");

    private static bool TryRun(SqliteConnection connection, string pragma)
    {
        try
        {
            using var statement = new SqliteStatement(connection, pragma);
            while (statement.Step())
            {
                // Each step removes some of the pages.
            }

            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }
}
