using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>Explains to the operator, when the server cannot start, why the database file cannot be used.</summary>
internal static class SqliteStartError
{
    /// <summary>Returns a sentence that names the database file, the configuration key of its path, and the change to make.</summary>
    public static string Explain(Exception error, string file) => $"{Problem(error, file)} (Storage:Path is the key.)";

    private static string Problem(Exception error, string file) => (error as SqliteException)?.SqliteErrorCode switch
    {
        SQLITE_NOTADB or SQLITE_CORRUPT =>
            $"The file '{file}' is damaged or not an SQLite database; restore it from a backup, or give another path.",
        SQLITE_READONLY or SQLITE_PERM =>
            $"The database '{file}' is read-only; let this process write to the file and its folder, or give another path.",
        SQLITE_CANTOPEN => $"The database '{file}' cannot be opened; let this process write to its folder, or give another path.",
        SQLITE_FULL => $"The disk of the database '{file}' is full; free some space, or give another path.",
        SQLITE_BUSY or SQLITE_LOCKED =>
            $"The database '{file}' is locked by another process for too long; end the process that holds it, then start again.",
        { } => $"The database '{file}' cannot be used: {error.Message.TrimEnd('.')}. Check its disk, or give another path.",
        null => $"The folder of the database '{file}' cannot be created or written to: {error.Message.TrimEnd('.')}. Give a path that " +
            "this process may write to.",
    };
}
