using DbUp;
using DbUp.Engine.Output;
using Npgsql;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Creates and upgrades the database schema with the schema scripts of this program.</summary>
internal static class PostgresqlSchema
{
    private const string Name = "streaming";
    private const string Journal = "schema_versions";
    private const string ScriptFolder = ".Postgresql.Schema.";
    private const string MemoryTopics = "Streaming.Server.Postgresql.Memory.memory-topics.sql";

    // The number of the advisory lock for upgrades of the schema. With this lock, nodes that start at the same time upgrade the schema one
    // after another.
    private const long UpgradeLock = 6_004_539_842_118_713_971;

    /// <summary>Creates or upgrades the database schema.</summary>
    /// <param name="connection">An open connection, which holds the lock of the upgrade until the upgrade is complete.</param>
    /// <param name="settings">The connection string for the second connection, on which the schema scripts run.</param>
    /// <exception cref="StartException">The schema was upgraded by a newer program, or a schema script failed.</exception>
    public static void Upgrade(NpgsqlConnection connection, NpgsqlConnectionStringBuilder settings)
    {
        using var transaction = connection.BeginTransaction();
        // The lock for the upgrade belongs to a transaction and not to the connection, because a connection pooler may run each transaction
        // on another connection.
        Run(connection, $"SELECT pg_advisory_xact_lock({UpgradeLock})");
        var applied = Applied(connection);
        RefuseNewer(applied, settings.Database ?? settings.Username ?? string.Empty);
        if (Scripts().Any(script => !applied.Contains(script)))
        {
            Apply(settings);
            Run(connection, ReadResource(MemoryTopics));
        }

        transaction.Commit();
    }

    /// <summary>Returns the number of schema scripts of this program that were not applied to a database yet.</summary>
    /// <param name="connection">An open connection to the database.</param>
    /// <exception cref="StartException">The schema was upgraded by a newer program.</exception>
    public static int Missing(NpgsqlConnection connection)
    {
        var applied = Applied(connection);
        RefuseNewer(applied, connection.Database);
        return Scripts().Count(script => !applied.Contains(script));
    }

    private static void Apply(NpgsqlConnectionStringBuilder settings)
    {
        var own = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false, MaxAutoPrepare = 0 };
        using (var connection = new NpgsqlConnection(own.ConnectionString))
        {
            connection.Open();
            // The command CREATE SCHEMA IF NOT EXISTS requires the permission to create schemas, even if the schema exists. So this code
            // first checks whether it exists.
            if (Read(connection, $"SELECT 1 FROM pg_namespace WHERE nspname = '{Name}'") is null)
                Run(connection, $"CREATE SCHEMA {Name}");
        }

        var result = DeployChanges.To.PostgresqlDatabase(own.ConnectionString, Name)
            .JournalToPostgresqlTable(Name, Journal)
            .WithScriptsEmbeddedInAssembly(typeof(PostgresqlSchema).Assembly, IsScript)
            // In the scripts, the character $ marks the bodies of SQL functions. The library that runs the scripts must not treat it as the
            // start of a variable.
            .WithVariablesDisabled()
            .WithTransaction()
            .LogTo(new NoOpUpgradeLog())
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
            throw new StartException($"The schema 'streaming' could not be upgraded: {result.Error.Message.TrimEnd('.')}. " +
                $"Check the permissions of the user in {PostgresqlAddress.Key}; nothing was changed.", result.Error);
    }

    // A newer program has upgraded the schema, and may have written rows that this program would misread. So this program does not start.
    private static void RefuseNewer(HashSet<string> applied, string database)
    {
        var unknown = applied.Except(Scripts(), StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
            throw new StartException($"The database '{database}' has a newer schema than this version of the server knows " +
                $"({ShortName(unknown[^1])}). Start the version that wrote it, or restore a backup from before its upgrade; nothing was " +
                "changed.");
    }

    private static HashSet<string> Applied(NpgsqlConnection connection)
    {
        var applied = new HashSet<string>(StringComparer.Ordinal);
        if (Read(connection, $"SELECT to_regclass('{Name}.{Journal}')::text") is null or DBNull)
            return applied;
        using var command = new NpgsqlCommand($"SELECT scriptname FROM {Name}.{Journal}", connection);
        using var rows = command.ExecuteReader();
        while (rows.Read())
            applied.Add(rows.GetString(0));
        return applied;
    }

    private static bool IsScript(string resource) => resource.Contains(ScriptFolder, StringComparison.Ordinal);

    private static IEnumerable<string> Scripts() => typeof(PostgresqlSchema).Assembly.GetManifestResourceNames().Where(IsScript);

    private static string ReadResource(string name)
    {
        using var reader = new StreamReader(typeof(PostgresqlSchema).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private static string ShortName(string script) =>
        script.IndexOf(ScriptFolder, StringComparison.Ordinal) is var at and >= 0 ? script[(at + ScriptFolder.Length)..] : script;

    private static void Run(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private static object? Read(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }
}
