using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Reads the connection string of the PostgreSQL store, <c>ConnectionStrings:Streaming</c>. Missing values are taken from the environment
/// variables of PostgreSQL's own programs (such as <c>PGHOST</c>), and then from the defaults of this store.
/// </summary>
internal sealed class PostgresqlAddress(IConfiguration configuration, IOptions<PostgresqlOptions> options)
{
    private const int PoolSize = 20;
    private const int PreparedStatements = 50;
    private const int KeepAliveSeconds = 5;
    private const int ConnectSeconds = 5;
    private const int HostRecheckSeconds = 1;

    /// <summary>The configuration key of the connection string.</summary>
    public const string Key = "ConnectionStrings:Streaming";

    /// <summary>Returns the connection string of the PostgreSQL store, completed by the environment variables and the defaults.</summary>
    /// <exception cref="StartException">The connection string is missing or not valid.</exception>
    public NpgsqlConnectionStringBuilder Read()
    {
        var settings = Parse(configuration[Key]);
        settings.Host ??= configuration["PGHOST"];
        settings.Database ??= configuration["PGDATABASE"];
        if (!IsSet(settings, "Port")
            && int.TryParse(configuration["PGPORT"], CultureInfo.InvariantCulture, out var port))
            settings.Port = port;
        if (string.IsNullOrEmpty(settings.Host))
            throw new StartException($"The address of PostgreSQL is missing; set {Key}, such as " +
                "'Host=localhost;Database=streaming;Username=streaming;Password=…', or PGHOST.");
        if (settings.Host.Contains(',', StringComparison.Ordinal))
            settings.TargetSessionAttributes ??= "primary";
        // The time for which the client library Npgsql remembers that a server is a standby. The time is short, because publishes wait only
        // for a limited time until the standby is promoted.
        SetDefault(settings, "Host Recheck Seconds", HostRecheckSeconds);
        SetDefault(settings, "Application Name", "streaming");
        SetDefault(settings, "Maximum Pool Size", PoolSize);
        // Sends keepalive messages on idle connections. They detect a broken network on a connection that only waits for notifications.
        SetDefault(settings, "Keepalive", KeepAliveSeconds);
        SetDefault(settings, "Timeout", ConnectSeconds);
        SetDefault(settings, "Include Error Detail", false);
        // With PostgresqlBusKind.Poll, there may be a connection pooler that runs each transaction on another connection to PostgreSQL. A
        // statement that an earlier transaction has prepared does not exist there. So no statements are prepared.
        SetDefault(settings, "Max Auto Prepare", options.Value.Bus == PostgresqlBusKind.Poll ? 0 : PreparedStatements);
        SetDefault(settings, "Auto Prepare Min Usages", 2);
        // The store leaves no settings or locks in a session, so a connection is not reset when it returns to the pool. A reset costs as
        // much as a small read. Behind a connection pooler, it could even reset a session that now belongs to another connection.
        SetDefault(settings, "No Reset On Close", true);
        // The store uses only built-in types, which Npgsql knows. Reading the types of the database would take some 20 ms of PostgreSQL's
        // processor time for each start of a node.
        SetDefault(settings, "Server Compatibility Mode", ServerCompatibilityMode.NoTypeLoading);
        return settings;
    }

    private static NpgsqlConnectionStringBuilder Parse(string? text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            throw new StartException($"{Key} is not a connection string of PostgreSQL ({e.Message.TrimEnd('.')}); give one such as " +
                "'Host=localhost;Database=streaming;Username=streaming;Password=…'.", e);
        }
    }

    private static void SetDefault(NpgsqlConnectionStringBuilder settings, string key, object value)
    {
        if (!IsSet(settings, key))
            settings[key] = value;
    }

    // The method ContainsKey cannot be used: it returns true for every keyword that Npgsql knows, even if the connection string does not
    // contain the keyword.
    private static bool IsSet(NpgsqlConnectionStringBuilder settings, string key) => settings.ShouldSerialize(key);
}
