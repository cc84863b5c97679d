using Microsoft.Extensions.Options;
using Npgsql;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// The connection string of the store: <c>ConnectionStrings:Streaming</c>. What it does not set comes from the environment variables of
/// PostgreSQL's own tools, and then from the defaults of the store.
/// </summary>
internal sealed class PostgresqlAddress(IConfiguration configuration, IOptions<PostgresqlOptions> options)
{
    private const int PoolSize = 20;
    private const int PreparedStatements = 50;
    private const int KeepAliveSeconds = 5;

    /// <summary>The key of the connection string.</summary>
    public const string Key = "ConnectionStrings:Streaming";

    /// <summary>The complete settings.</summary>
    /// <exception cref="StartException">The connection string is missing or not valid.</exception>
    public NpgsqlConnectionStringBuilder Read()
    {
        var settings = Parse(configuration[Key]);
        settings.Host ??= configuration["PGHOST"];
        settings.Database ??= configuration["PGDATABASE"];
        if (!settings.ContainsKey(nameof(settings.Port)) && int.TryParse(configuration["PGPORT"], out var port))
            settings.Port = port;
        if (string.IsNullOrEmpty(settings.Host))
            throw new StartException($"The address of PostgreSQL is missing; set {Key}, such as " +
                "'Host=localhost;Database=streaming;Username=streaming;Password=…', or PGHOST.");
        if (settings.Host.Contains(',', StringComparison.Ordinal))
            settings.TargetSessionAttributes ??= "primary";
        SetDefault(settings, "Application Name", "streaming");
        SetDefault(settings, "Maximum Pool Size", PoolSize);
        // A broken network is noticed by a connection that waits for notifications, too.
        SetDefault(settings, "Keepalive", KeepAliveSeconds);
        SetDefault(settings, "Include Error Detail", false);
        // A pooler in transaction mode gives each transaction another connection, which does not have the statements of the previous one.
        SetDefault(settings, "Max Auto Prepare", options.Value.Bus == PostgresqlBusKind.Poll ? 0 : PreparedStatements);
        SetDefault(settings, "Auto Prepare Min Usages", 2);
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
        if (!settings.ContainsKey(key))
            settings[key] = value;
    }
}
