using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Streaming.Server.Commands.Backup;
using Streaming.Server.Storage.Sqlite;

namespace Streaming.Server.Commands.Doctor;

/// <summary>
/// Checks the store of the server. With SQLite, checks that the file is undamaged, and its schema. With PostgreSQL, checks the settings and
/// the clock of the database server.
/// </summary>
internal static class StoreChecks
{
    private const string Clock = "clock";
    private const string Store = "store";

    public static async IAsyncEnumerable<Finding> RunAsync(
        string[] settings, IConfiguration configuration, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if ("postgresql".Equals(configuration["Storage:Provider"], StringComparison.OrdinalIgnoreCase))
        {
            foreach (var finding in await PostgresqlChecks.RunAsync(configuration, time, cancellationToken))
                yield return finding;
            yield break;
        }

        yield return Finding.Ok(Clock, string.Create(CultureInfo.InvariantCulture,
            $"{time.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC; tokens and schedules depend on it"));
        if ("memory".Equals(configuration["Storage:Provider"], StringComparison.OrdinalIgnoreCase))
            yield return Finding.Warning(Store, "in memory: everything is lost when the server stops (Storage:Provider)");
        else
            yield return Sqlite(StoreLocation.Of(settings, "doctor", "psql").Database);
    }

    private static Finding Sqlite(string path)
    {
        if (Directory.Exists(path))
            return Finding.Error(Store, $"'{path}' is a folder; give the path of a file (Storage:Path)");
        if (!File.Exists(path))
            return Finding.Ok(Store, $"{path} does not exist yet; the server creates it");
        try
        {
            DatabaseCheck.Run(path, isQuick: true);
            using var connection = SqliteFile.Open(path, SqliteOpenMode.ReadOnly);
            var missing = SqliteSchema.Missing(connection).Count;
            return Finding.Ok(Store, missing == 0 ? $"{path}: undamaged, with the schema of this version"
                : $"{path}: undamaged; the next start adds {missing} steps to its schema");
        }
        catch (CommandException e)
        {
            return Finding.Error(Store, e.Message);
        }
        catch (SqliteException e)
        {
            return Finding.Error(Store, SqliteStartError.Explain(e, path));
        }
    }
}
