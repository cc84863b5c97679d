namespace Streaming.Server.Storage.Sqlite;

/// <summary>The ends of the names of the files that SQLite has beside a database.</summary>
internal static class SqliteCompanions
{
    /// <summary>The logs, without which a copy of the database may lack messages.</summary>
    public static IReadOnlyList<string> Logs { get; } = ["-wal", "-journal"];

    /// <summary>All files of SQLite beside a database.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Logs, "-shm"];
}
