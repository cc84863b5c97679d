using Microsoft.Data.Sqlite;
using SQLitePCL;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Storage.Sqlite;

namespace Streaming.Server.Commands.Backup;

/// <summary>Checks that a file is the database of a server, is not damaged, and can be used by this version.</summary>
internal static class DatabaseCheck
{
    /// <summary>Checks that the file is the undamaged database of a server. Throws an exception if it is not.</summary>
    /// <param name="path">The path of the database file, which the check does not change.</param>
    /// <param name="isQuick">
    /// Whether the check is quick: it then does not compare indexes with their tables, which takes much longer.
    /// </param>
    /// <param name="shown">The path in the error messages, if it is another one: that of the database of which the file is a copy.</param>
    /// <param name="advice">What to do if the file is damaged.</param>
    /// <exception cref="CommandException">
    /// The file is damaged, is not the database of a server, or was written by a newer version.
    /// </exception>
    public static void Run(string path, bool isQuick, string? shown = null, string advice = "use another backup")
    {
        shown ??= path;
        try
        {
            using var connection = SqliteFile.Open(path, SqliteOpenMode.ReadOnly);
            if (SqliteFile.Read(connection, "SELECT name FROM sqlite_master WHERE name IN ('store', 'SchemaVersions')").Count < 2)
                throw new CommandException($"'{shown}' is not the database of a server; give a file that 'streaming backup' has written.");
            SqliteSchema.RefuseNewer(connection, shown);
            if (SqliteFile.Read(connection, isQuick ? "PRAGMA quick_check" : "PRAGMA integrity_check") is not ["ok"] and [var problem, ..])
                throw new CommandException($"The database '{shown}' is damaged ({FirstOf(problem)}); {advice}.");
        }
        catch (StartException e)
        {
            throw new CommandException(e.Message, inner: e);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is raw.SQLITE_CANTOPEN or raw.SQLITE_PERM)
        {
            throw new CommandException($"'{shown}' cannot be opened; let this user read it.", inner: e);
        }
        catch (SqliteException e)
        {
            throw new CommandException(
                $"'{shown}' is damaged or not an SQLite database ({e.Message.TrimEnd('.')}); {advice}.", inner: e);
        }
    }

    // SQLite reports up to 100 problems below the name of the database, each on a line.
    private static string FirstOf(string problems) =>
        (problems.Split('\n').FirstOrDefault(line => !line.StartsWith("***", StringComparison.Ordinal)) ?? problems).TrimEnd('.');
}
