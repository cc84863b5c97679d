using System.Globalization;
using Npgsql;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Holds the settings of the PostgreSQL server on which the store depends.</summary>
/// <param name="Version">The version number of PostgreSQL, such as 150018 for version 15.18.</param>
/// <param name="UnsafeSettings">
/// The settings, such as <c>fsync = off</c>, with which a crash of PostgreSQL may lose committed transactions.
/// </param>
/// <param name="Isolation">The default isolation level of transactions.</param>
/// <param name="Standbys">The names of the synchronous standby servers; empty if there are none.</param>
internal sealed record PostgresqlSettings(int Version, IReadOnlyList<string> UnsafeSettings, string Isolation, string Standbys)
{
    private const int OldestVersion = 150_000;
    private const int VersionsPerMajor = 10_000;

    /// <summary>Reads the settings of a PostgreSQL server.</summary>
    public static async Task<PostgresqlSettings> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("""
            SELECT name, setting FROM pg_settings WHERE name IN ('server_version_num', 'fsync', 'synchronous_commit', 'full_page_writes',
                'default_transaction_isolation', 'synchronous_standby_names')
            """, connection);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            values[rows.GetString(0)] = rows.GetString(1);
        string[] durable = ["fsync", "synchronous_commit", "full_page_writes"];
        return new PostgresqlSettings(
            int.Parse(values["server_version_num"], CultureInfo.InvariantCulture),
            [.. durable.Where(name => values[name] == "off").Select(name => $"{name} = off")],
            values["default_transaction_isolation"],
            values["synchronous_standby_names"]);
    }

    /// <summary>Throws an exception if the settings of the PostgreSQL server are not suitable for the store.</summary>
    /// <param name="demandsDurability">Whether to refuse settings with which a crash of PostgreSQL may lose committed transactions.</param>
    /// <exception cref="StartException">
    /// The version of PostgreSQL is too old, its default isolation level is not <c>read committed</c>, or a crash may lose committed
    /// transactions and <paramref name="demandsDurability"/> is true.
    /// </exception>
    public void Check(bool demandsDurability)
    {
        if (Version < OldestVersion)
            throw new StartException($"PostgreSQL at {PostgresqlAddress.Key} has version {Version / VersionsPerMajor}; use version " +
                $"{OldestVersion / VersionsPerMajor} or newer.");
        if (Isolation != "read committed")
            throw new StartException($"PostgreSQL at {PostgresqlAddress.Key} has default_transaction_isolation = '{Isolation}'; set it " +
                "to 'read committed' for the database of the server.");
        if (demandsDurability && UnsafeSettings.Count > 0)
            throw new StartException($"PostgreSQL at {PostgresqlAddress.Key} may lose acknowledged messages in a crash: it has " +
                $"{string.Join(" and ", UnsafeSettings)}. Set {(UnsafeSettings.Count == 1 ? "it" : "them")} to on, or accept the loss " +
                "with Storage:Durability=none.");
    }
}
