using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>Determines which schema scripts of this program must still be applied to a database file, and applies them.</summary>
internal static class SqliteSchema
{
    private const string ScriptFolder = ".Sqlite.Schema.";

    // The same table as in the files of earlier versions.
    private const string Table = """
        CREATE TABLE IF NOT EXISTS [SchemaVersions] (
            SchemaVersionID INTEGER CONSTRAINT [PK_SchemaVersions_Id] PRIMARY KEY AUTOINCREMENT NOT NULL,
            ScriptName TEXT NOT NULL,
            Applied DATETIME NOT NULL
        )
        """;

    /// <summary>Returns whether an embedded resource of this assembly is a schema script, by the name of the resource.</summary>
    public static bool IsScript(string resource) => resource.Contains(ScriptFolder, StringComparison.Ordinal);

    /// <summary>
    /// Refuses a database file whose schema is newer than this program. Otherwise this program could write rows that newer programs would
    /// misread.
    /// </summary>
    /// <exception cref="StartException">The database file has a newer schema: it lists schema scripts that this program does not
    /// have.</exception>
    public static void RefuseNewer(SqliteConnection connection, string path)
    {
        var known = typeof(SqliteSchema).Assembly.GetManifestResourceNames().Where(IsScript).ToHashSet(StringComparer.Ordinal);
        var unknown = Applied(connection).Where(script => !known.Contains(script)).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count == 0)
            return;
        throw new StartException(
            $"The database file '{path}' has a newer schema than this version of the server knows ({ShortName(unknown[^1])}). Start the " +
                "version that wrote it, or restore a backup from before its upgrade; nothing was changed.");
    }

    /// <summary>Returns the names of this program's schema scripts that are still to be applied to a database file, in order.</summary>
    public static List<string> Missing(SqliteConnection connection) =>
        [.. typeof(SqliteSchema).Assembly.GetManifestResourceNames().Where(IsScript)
            .Except(Applied(connection), StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>
    /// Applies the missing schema scripts to a database file, in one transaction that first takes the write lock. A second process that
    /// starts at the same time waits for the lock, and then finds the schema upgraded.
    /// </summary>
    /// <param name="connection">The connection to the database file.</param>
    /// <param name="now">The current time (UTC), with which the scripts are listed in the file.</param>
    public static void Upgrade(SqliteConnection connection, DateTime now)
    {
        using var transaction = connection.BeginTransaction();
        Run(connection, Table);
        foreach (var script in Missing(connection))
        {
            using var reader = new StreamReader(typeof(SqliteSchema).Assembly.GetManifestResourceStream(script)!);
            Run(connection, reader.ReadToEnd());
            using var insert = connection.CreateCommand();
            insert.CommandText = "INSERT INTO SchemaVersions (ScriptName, Applied) VALUES ($script, $now)";
            insert.Parameters.AddWithValue("$script", script);
            insert.Parameters.AddWithValue("$now", now);
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static List<string> Applied(SqliteConnection connection)
    {
        var applied = new List<string>();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'SchemaVersions'";
        if (command.ExecuteScalar() is 0L)
            return applied;
        command.CommandText = "SELECT ScriptName FROM SchemaVersions";
        using var rows = command.ExecuteReader();
        while (rows.Read())
            applied.Add(rows.GetString(0));
        return applied;
    }

    private static string ShortName(string script)
    {
        var at = script.IndexOf(ScriptFolder, StringComparison.Ordinal);
        return at < 0 ? script : script[(at + ScriptFolder.Length)..];
    }
}
