using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Streaming.Server.Storage.Postgresql;

namespace Streaming.Tests.Support;

/// <summary>A database of the test's own, with the schema of the server and a seed of its own. It is dropped at the end.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private const string Template = "streaming_template";

    private static readonly SemaphoreSlim s_gate = new(1);
    private static bool s_hasTemplate;

    private readonly PostgresServer _server;

    private PostgresDatabase(PostgresServer server, string connectionString) =>
        (_server, ConnectionString) = (server, connectionString);

    public string ConnectionString { get; }

    public string Name => new NpgsqlConnectionStringBuilder(ConnectionString).Database!;

    /// <summary>The settings with which a server uses this database.</summary>
    public (string Key, string Value)[] Settings => [("Storage:Provider", "postgresql"), ("ConnectionStrings:Streaming", ConnectionString)];

    /// <summary>Creates a database on the server that all tests share.</summary>
    public static async Task<PostgresDatabase> CreateAsync()
    {
        var server = await PostgresServer.SharedAsync();
        await s_gate.WaitAsync().OrTimeout();
        try
        {
            if (!s_hasTemplate)
                await CreateTemplateAsync(server);
            s_hasTemplate = true;
            var database = new PostgresDatabase(server, await server.CreateDatabaseAsync(Template));
            await database.RunAsync("UPDATE streaming.store SET seed = replace(gen_random_uuid()::text, '-', '')");
            return database;
        }
        finally
        {
            s_gate.Release();
        }
    }

    /// <summary>The database as one node has it. Not started yet.</summary>
    public PostgresqlDatabase Open(PostgresqlOptions? options = null) => Open(ConnectionString, options);

    /// <summary>The same with any connection string.</summary>
    public static PostgresqlDatabase Open(string connectionString, PostgresqlOptions? options = null, string environment = "Development")
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create(PostgresqlAddress.Key, (string?)connectionString)]).Build();
        var given = Options.Create(options ?? new PostgresqlOptions());
        return new PostgresqlDatabase(
            new PostgresqlAddress(configuration, given), given, new HostingEnvironment { EnvironmentName = environment },
            new PostgresqlClock(TimeProvider.System), TimeProvider.System, NullLogger<PostgresqlDatabase>.Instance);
    }

    /// <summary>Runs a statement on a connection of its own.</summary>
    public Task RunAsync(string sql) => _server.RunAsync(Name, sql);

    /// <summary>Runs a query on a connection of its own, and returns its first value, a number.</summary>
    public Task<long> CountAsync(string sql) => _server.CountAsync(Name, sql);

    /// <summary>Ends the connections of this database that satisfy a condition, and returns their number.</summary>
    public Task<long> CutAsync(string condition) => CountAsync("SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM " +
        $"pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND {condition}");

    /// <summary>Holds the lock of a topic, as a node does that is frozen inside of its append, until the result is disposed.</summary>
    public async Task<IAsyncDisposable> HoldTopicAsync(string topic)
    {
        var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync().OrTimeout();
        await using var command = new NpgsqlCommand(
            $"SELECT pg_advisory_lock(1398035021, id) FROM streaming.topics WHERE name = '{topic}'", connection);
        await command.ExecuteNonQueryAsync().OrTimeout();
        return connection;
    }

    public async ValueTask DisposeAsync() => await _server.RunAsync("postgres", $"DROP DATABASE IF EXISTS {Name} WITH (FORCE)");

    private static async Task CreateTemplateAsync(PostgresServer server)
    {
        await server.RunAsync("postgres", $"CREATE DATABASE {Template}");
        await using var database = Open(server.ConnectionString(Template));
        await database.StartAsync(CancellationToken.None).OrTimeout();
    }
}
