using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Storage.Postgresql;

namespace Streaming.Server.Commands.Doctor;

/// <summary>Checks the PostgreSQL database of a server: whether it is reached, its clock, its settings and its schema.</summary>
internal static class PostgresqlChecks
{
    private const string Store = "store";
    private const int VersionsPerMajor = 10_000;
    private static readonly TimeSpan s_largestDifference = TimeSpan.FromSeconds(1);

    /// <summary>Checks the connection to PostgreSQL, its settings and the schema, and returns a line for each check.</summary>
    /// <param name="configuration">The configuration, which contains the connection string.</param>
    /// <param name="time">The clock of this machine.</param>
    /// <param name="cancellationToken">A token that cancels the checks.</param>
    public static async Task<IReadOnlyList<Finding>> RunAsync(
        IConfiguration configuration, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            var address = new PostgresqlAddress(configuration, Options.Create(new PostgresqlOptions()));
            await using var connection = new NpgsqlConnection(address.Read().ConnectionString);
            await connection.OpenAsync(cancellationToken);
            var settings = await PostgresqlSettings.ReadAsync(connection, cancellationToken);
            settings.Check(demandsDurability: false);
            var missing = PostgresqlSchema.Missing(connection);
            var schema = missing == 0 ? "with the schema of this version" : $"the next start adds {missing} steps to its schema";
            return
            [
                await ClockAsync(connection, time, cancellationToken),
                settings.UnsafeSettings is { Count: > 0 } wrong
                    ? Finding.Warning(Store, $"PostgreSQL may lose acknowledged messages in a crash: {string.Join(", ", wrong)}")
                    : Finding.Ok(Store, $"PostgreSQL {settings.Version / VersionsPerMajor} is reached"),
                Finding.Ok(Store, $"database {connection.Database}: {schema}"),
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

    // The time of the database is compared with the middle of the request.
    private static async Task<Finding> ClockAsync(NpgsqlConnection connection, TimeProvider time, CancellationToken cancellationToken)
    {
        const string clock = "clock";
        await using var command = new NpgsqlCommand("SELECT clock_timestamp()", connection);
        var before = time.GetUtcNow();
        var there = (DateTime)(await command.ReadValueAsync(cancellationToken))!;
        var difference = there - (before + ((time.GetUtcNow() - before) / 2)).UtcDateTime;
        return difference.Duration() > s_largestDifference
            ? Finding.Warning(clock, string.Create(CultureInfo.InvariantCulture,
                $"PostgreSQL's clock differs by {difference.TotalSeconds:N1} s; synchronize the clocks of both machines (NTP)"))
            : Finding.Ok(clock, string.Create(CultureInfo.InvariantCulture,
                $"PostgreSQL's clock differs by {difference.TotalMilliseconds:N0} ms"));
    }
}
