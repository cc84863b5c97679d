using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Streaming.Tools;

/// <summary>
/// A PostgreSQL server with a data folder of its own, on a free port of the loopback address, with fsync and synchronous commits. It ends
/// with this process, and its folder is then deleted.
/// </summary>
internal sealed class PostgresqlProcess : IAsyncDisposable
{
    // A shell starts PostgreSQL for each line that it reads, and ends it when this process closes the pipe or has ended.
    private const string Keeper = """
        trap '' HUP INT TERM; folder=$1; shift; server=
        while read -r line; do "$@" < /dev/null > /dev/null 2>&1 & server=$!; done
        if [ -n "$server" ]; then kill -QUIT "$server" 2> /dev/null; wait "$server"; fi
        rm -rf "$folder"
        """;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("streaming-tool-pg-").FullName;
    private Process? _keeper;

    private PostgresqlProcess()
    {
    }

    public int Port { get; } = FreePort.Take();

    /// <summary>The id of the server's first process, which has started the others.</summary>
    public int ServerId => int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Starts a server.</summary>
    /// <param name="settings">More settings, such as <c>max_wal_size=4GB</c>.</param>
    /// <exception cref="ToolException">PostgreSQL is not installed, or did not start.</exception>
    public static async Task<PostgresqlProcess> StartAsync(CancellationToken cancellationToken, params string[] settings)
    {
        if (PostgresqlPrograms.Missing is { } reason)
            throw new ToolException(reason);
        var server = new PostgresqlProcess();
        try
        {
            await server.CreateAsync(settings, cancellationToken);
            await server.StartAgainAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns a connection string for a database on a port, which can be that of a relay.</summary>
    public static string ConnectionStringOf(int port, string database) => string.Create(CultureInfo.InvariantCulture,
        $"Host=127.0.0.1;Port={port};Database={database};Username=postgres;GSS Encryption Mode=Disable;SSL Mode=Disable");

    /// <summary>Opens a connection that does not belong to a pool.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    /// <summary>Runs a statement on a connection of its own.</summary>
    public static async Task RunAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(connectionString, cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Runs a statement in the database that each server has.</summary>
    public Task RunAsync(string sql, CancellationToken cancellationToken) =>
        RunAsync(ConnectionStringOf(Port, "postgres"), sql, cancellationToken);

    /// <summary>Creates an empty database, and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellationToken)
    {
        await RunAsync($"CREATE DATABASE {name}", cancellationToken);
        return ConnectionStringOf(Port, name);
    }

    /// <summary>Starts the server after its end, and returns when it accepts connections.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        await _keeper!.StandardInput.WriteLineAsync("start".AsMemory(), cancellationToken);
        await _keeper.StandardInput.FlushAsync(cancellationToken);
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(50, cancellationToken))
        {
            try
            {
                await RunAsync("SELECT 1", cancellationToken);
                return;
            }
            catch (NpgsqlException e)
            {
                if (Stopwatch.GetElapsedTime(started) > s_patience)
                    throw new ToolException("PostgreSQL did not start.", e);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_keeper is null)
        {
            Directory.Delete(_folder, recursive: true);
            return;
        }

        _keeper.StandardInput.Close();
        using var late = new CancellationTokenSource(s_patience);
        await _keeper.WaitForExitAsync(late.Token);
        _keeper.Dispose();
    }

    private async Task CreateAsync(string[] settings, CancellationToken cancellationToken)
    {
        var withoutRoot = PostgresqlPrograms.WithoutRoot;
        if (withoutRoot.Length > 0)
            await PostgresqlPrograms.RunAsync(["chown", "postgres", _folder], cancellationToken);
        await PostgresqlPrograms.RunAsync(
            [.. withoutRoot, PostgresqlPrograms.Find("initdb")!, "--pgdata", Data, "--username", "postgres", "--auth", "trust", "--no-sync",
                "--encoding", "UTF8", "--locale", "C"], cancellationToken);
        string[] all =
        [
            "listen_addresses=127.0.0.1", string.Create(CultureInfo.InvariantCulture, $"port={Port}"),
            $"unix_socket_directories={_folder}", "max_connections=300", "fsync=on", "synchronous_commit=on", .. settings,
        ];
        _keeper = PostgresqlPrograms.Start(
            ["/bin/sh", "-c", Keeper, "sh", _folder, .. withoutRoot, PostgresqlPrograms.Find("postgres")!, "-D", Data,
                .. all.SelectMany(setting => new[] { "-c", setting })]);
    }
}
