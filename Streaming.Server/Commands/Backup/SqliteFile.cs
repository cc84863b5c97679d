using Microsoft.Data.Sqlite;

namespace Streaming.Server.Commands.Backup;

/// <summary>Opens SQLite files for commands of the command line, and runs SQL statements on them.</summary>
internal static class SqliteFile
{
    /// <summary>Opens a connection to an SQLite file. The connection waits up to 30 s for a lock that another process holds.</summary>
    public static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = mode }.ToString());
        try
        {
            connection.Open();
            Run(connection, "PRAGMA busy_timeout = 30000;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs SQL statements that return no result.</summary>
    public static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs an SQL statement, and returns the first column of all rows of its result as text.</summary>
    public static List<string> Read(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var texts = new List<string>();
        while (rows.Read())
            texts.Add(rows.GetString(0));
        return texts;
    }
}
