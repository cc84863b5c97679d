using Streaming.Stress.Options;

namespace Streaming.Stress.Servers;

/// <summary>
/// Starts the servers of one scenario, with the store of the command line, and ends all of them at the end of the scenario.
/// </summary>
/// <param name="program">The server's program or dll.</param>
/// <param name="store">The store of the servers.</param>
internal sealed class ServerFactory(string program, Store store) : IAsyncDisposable
{
    private const string Database = "streaming";

    private readonly List<IAsyncDisposable> _started = [];
    private readonly List<string> _folders = [];
    private PostgresqlProcess? _postgresql;

    /// <summary>The server's program or dll.</summary>
    public string Program => program;

    /// <summary>The server program that was built together with this tool.</summary>
    public static string BuiltProgram => Path.Combine(
        AppContext.BaseDirectory.Replace(
            Path.Combine("samples", "tools", "Streaming.Stress"), "Streaming.Server", StringComparison.Ordinal), "Streaming.Server.dll");

    /// <summary>Starts a server on the store of the command line, and returns when it is ready.</summary>
    public async Task<ServerProcess> StartAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        switch (store)
        {
            case Store.Memory:
                options = options.With(("Storage:Provider", "memory"));
                break;
            case Store.Postgresql:
                options = OnPostgresql(options, await PostgresqlAsync(cancellationToken));
                break;
        }

        return await StartAsync(options, folder: null, cancellationToken);
    }

    /// <summary>Starts a server on its SQLite file, whatever the command line says.</summary>
    public Task<ServerProcess> StartSqliteAsync(ServerOptions options, CancellationToken cancellationToken) =>
        StartAsync(options, folder: null, cancellationToken);

    /// <summary>Starts a server or worker with the settings as they are, on the files of an existing folder.</summary>
    public async Task<ServerProcess> StartAsync(ServerOptions options, string? folder, CancellationToken cancellationToken)
    {
        var server = await ServerProcess.StartAsync(program, folder, options, cancellationToken);
        lock (_started)
            _started.Add(server);
        return server;
    }

    /// <summary>Returns the PostgreSQL server of this scenario, which the first call starts.</summary>
    /// <exception cref="ToolException">PostgreSQL is not installed, or did not start.</exception>
    public async Task<PostgresqlProcess> PostgresqlAsync(CancellationToken cancellationToken)
    {
        if (_postgresql is null)
        {
            _postgresql = await PostgresqlProcess.StartAsync(cancellationToken, "shared_buffers=64MB");
            await _postgresql.CreateDatabaseAsync(Database, cancellationToken);
        }

        return _postgresql;
    }

    /// <summary>Returns the connection string of the servers' database on a port, which can be that of a relay.</summary>
    public static string ConnectionStringOn(int port) => PostgresqlProcess.ConnectionStringOf(port, Database);

    /// <summary>Returns options with which a server uses a PostgreSQL database.</summary>
    /// <param name="options">The other settings.</param>
    /// <param name="postgresql">The PostgreSQL server.</param>
    public static ServerOptions OnPostgresql(ServerOptions options, PostgresqlProcess postgresql) => options.With(
        ("Storage:Provider", "postgresql"), ("ConnectionStrings:Streaming", ConnectionStringOn(postgresql.Port)));

    /// <summary>Creates a temporary folder that is deleted at the end of the scenario.</summary>
    public string CreateFolder()
    {
        var folder = Directory.CreateTempSubdirectory("streaming-stress-").FullName;
        lock (_started)
            _folders.Add(folder);
        return folder;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _started)
            await server.DisposeAsync();
        if (_postgresql is not null)
            await _postgresql.DisposeAsync();
        foreach (var folder in _folders)
            Directory.Delete(folder, recursive: true);
    }
}
