using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;
using Streaming.Server.Commands.Backup;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Storage.Postgresql;
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
    private static readonly TimeSpan s_largestDifference = TimeSpan.FromSeconds(1);

    public static async IAsyncEnumerable<Finding> RunAsync(
        string[] settings, IConfiguration configuration, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if ("postgresql".Equals(configuration["Storage:Provider"], StringComparison.OrdinalIgnoreCase))
        {
            foreach (var finding in await PostgresqlAsync(configuration, time, cancellationToken))
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
        if (!File.Exists(path))
            return Finding.Ok(Store, $"{path} does not exist yet; the server creates it");
        try
        {
            DatabaseCheck.Run(path, isQuick: true);
            using var connection = SqliteFile.Open(path, SqliteOpenMode.ReadOnly);
            var missing = SqliteSchema.Missing(connection);
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

    private static async Task<IReadOnlyList<Finding>> PostgresqlAsync(
        IConfiguration configuration, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            var options = Options.Create(new PostgresqlOptions());
            var address = new PostgresqlAddress(configuration, options);
            await using var connection = new NpgsqlConnection(address.Read().ConnectionString);
            await connection.OpenAsync(cancellationToken);
            var values = await PostgresqlSettings.ReadAsync(connection, cancellationToken);
            values.Check(demandsDurability: false);
            await using var command = new NpgsqlCommand("SELECT clock_timestamp()", connection);
            var before = time.GetUtcNow();
            var there = (DateTime)(await command.ExecuteScalarAsync(cancellationToken))!;
            var difference = there - (before + ((time.GetUtcNow() - before) / 2)).UtcDateTime;
            return
            [
                difference.Duration() > s_largestDifference
                    ? Finding.Warning(Clock, string.Create(CultureInfo.InvariantCulture,
                        $"PostgreSQL's clock differs by {difference.TotalSeconds:N1} s; synchronize the clocks of both machines (NTP)"))
                    : Finding.Ok(Clock, string.Create(CultureInfo.InvariantCulture,
                        $"PostgreSQL's clock differs by {difference.TotalMilliseconds:N0} ms")),
                values.UnsafeSettings.Count > 0
                    ? Finding.Warning(
                        Store, $"PostgreSQL may lose acknowledged messages in a crash: {string.Join(", ", values.UnsafeSettings)}")
                    : Finding.Ok(Store, $"PostgreSQL {values.Version / 10_000} is reached; the server checks its schema at the start"),
            ];
        }
        catch (StartException e)
        {
            return [Finding.Error(Store, e.Message)];
        }
        catch (NpgsqlException e)
        {
            return [Finding.Error(Store,
                $"PostgreSQL cannot be reached ({e.Message.TrimEnd('.')}); start it, or correct {PostgresqlAddress.Key}.")];
        }
    }
}
