using Microsoft.Data.Sqlite;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Space on the disk that is given up when it is full, so that messages can still be deleted: SQLite needs room in its write-ahead log even to delete.
/// It is taken again when a deletion has made room.
/// </summary>
internal sealed class SqliteDiskReserve(string database)
{
    // As much as the write-ahead log usually has, twice over: all of it may have to go into the file before the log can start again.
    private const int Size = 16 << 20;
    private const int VacuumPages = 64;
    private const int VacuumSteps = 256;

    private readonly string _path = database + "-reserve";

    /// <summary>Takes the space if the disk has it.</summary>
    public bool TryMake()
    {
        if (File.Exists(_path))
            return true;
        try
        {
            using var made = new FileStream(_path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = Size });
            // The blocks are there already; the length shows what they are.
            made.SetLength(Size);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The disk has no room for it now, or another process makes it.
            return false;
        }
    }

    /// <summary>Deletes something; where the disk is full, makes room first.</summary>
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
        // A shorter file first: the checkpoint then leaves out the pages that were cut off.
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
            // The deletion is tried all the same, and says why it fails.
        }
    }

    // Copies the log into the file and cuts it off: the next write needs no more room than it has itself.
    private static void Checkpoint(SqliteConnection connection) => TryRun(connection, "PRAGMA wal_checkpoint(TRUNCATE)");

    private static bool TryRun(SqliteConnection connection, string pragma)
    {
        try
        {
            using var statement = new SqliteStatement(connection, pragma);
            while (statement.Step())
            {
                // Each step does some of it.
            }

            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }
}
