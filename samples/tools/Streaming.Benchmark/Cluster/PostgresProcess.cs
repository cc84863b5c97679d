using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Streaming.Benchmark.Cluster;

/// <summary>
/// Runs a PostgreSQL server with its own data folder, on a free port of the loopback address, with fsync and synchronous commits. The
/// server ends with this process, and its folder is deleted.
/// </summary>
internal sealed class PostgresProcess : IAsyncDisposable
{
    // A shell script runs PostgreSQL as another user, since PostgreSQL refuses to run as root. The script stops the server when this
    // process closes the pipe or ends.
    private const string Keeper = """
        trap '' HUP INT TERM; folder=$1; shift
        "$@" < /dev/null & server=$!
        echo "$server"; read -r line
        kill -INT "$server" 2> /dev/null; wait "$server"; rm -rf "$folder"
        """;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("streaming-benchmark-pg-").FullName;
    private readonly int _port = FreePort();
    private readonly TaskCompletionSource<int> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _keeper;
    private int _id;
    private int _databases;

    private PostgresProcess()
    {
    }

    /// <summary>The version of the installed PostgreSQL programs.</summary>
    public string Version { get; private set; } = string.Empty;

    private static bool IsRoot => Environment.UserName == "root";

    private static string[] AsUser => IsRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];

    /// <exception cref="BenchmarkException">PostgreSQL is not installed, or it did not start.</exception>
    public static async Task<PostgresProcess> StartAsync(CancellationToken cancellationToken)
    {
        var server = new PostgresProcess();
        try
        {
            await server.StartItselfAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates an empty database, and returns the connection string.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var name = $"bench_{++_databases}";
        await RunAsync(ConnectionString("postgres"), $"CREATE DATABASE {name}", cancellationToken);
        return ConnectionString(name);
    }

    /// <summary>
    /// Makes each flush to the disk take longer: the PostgreSQL process that flushes waits first, while it holds the lock.
    /// </summary>
    public async Task DelayFlushesAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        var connection = ConnectionString("postgres");
        await RunAsync(
            connection, string.Create(CultureInfo.InvariantCulture, $"ALTER SYSTEM SET commit_delay = {delay.TotalMicroseconds:0}"),
            cancellationToken);
        await RunAsync(connection, "ALTER SYSTEM SET commit_siblings = 0", cancellationToken);
        await RunAsync(connection, "SELECT pg_reload_conf()", cancellationToken);
    }

    /// <summary>Runs an SQL statement on a new connection.</summary>
    public static async Task RunAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(connectionString, cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Returns the first value of a query's result, which is a number.</summary>
    public static async Task<long> CountAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(connectionString, cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Opens a connection that does not belong to a pool.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    /// <summary>
    /// The processor time that all processes of the server have used so far, in seconds, including processes that have ended.
    /// </summary>
    public double ProcessorSeconds() => ProcessorTime.OfTree(_id);

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

    private string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={_port};Database={database};Username=postgres;GSS Encryption Mode=Disable;SSL Mode=Disable";

    private async Task StartItselfAsync(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows() || Program("postgres") is not { } postgres || Program("initdb") is not { } initdb)
            throw new BenchmarkException("PostgreSQL is not installed (on Debian: apt-get install postgresql).");
        Version = FileVersion(postgres);
        if (IsRoot)
            await RunProgramAsync(["chown", "postgres", _folder], cancellationToken);
        var data = Path.Combine(_folder, "data");
        await RunProgramAsync(
            [.. AsUser, initdb, "--pgdata", data, "--username", "postgres", "--auth", "trust", "--no-sync", "--encoding", "UTF8",
                "--locale", "C"], cancellationToken);
        string[] settings =
        [
            "listen_addresses=127.0.0.1", $"port={_port}", $"unix_socket_directories={_folder}", "max_connections=300", "fsync=on",
            "synchronous_commit=on", "max_locks_per_transaction=256", "shared_buffers=256MB", "max_wal_size=4GB",
        ];
        _keeper = StartProgram(
            ["/bin/sh", "-c", Keeper, "sh", _folder, .. AsUser, postgres, "-D", data,
                .. settings.SelectMany(setting => new[] { "-c", setting })]);
        _keeper.StandardInput.AutoFlush = true;
        _keeper.OutputDataReceived += (_, line) => Hear(line.Data);
        _keeper.ErrorDataReceived += (_, _) => { };
        _keeper.BeginOutputReadLine();
        _keeper.BeginErrorReadLine();
        _id = await _started.Task.WaitAsync(s_patience, cancellationToken);
        await WaitUntilReadyAsync(cancellationToken);
    }

    private void Hear(string? line)
    {
        if (int.TryParse(line, CultureInfo.InvariantCulture, out var id))
            _started.TrySetResult(id);
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(50, cancellationToken))
        {
            try
            {
                await RunAsync(ConnectionString("postgres"), "SELECT 1", cancellationToken);
                return;
            }
            catch (NpgsqlException e)
            {
                if (Stopwatch.GetElapsedTime(started) > s_patience)
                    throw new BenchmarkException("PostgreSQL did not start.", e);
            }
        }
    }

    // Debian installs the programs of each PostgreSQL version in a separate folder.
    private static string? Program(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Concat((Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [])
                .OrderByDescending(folder => folder, StringComparer.Ordinal).Select(folder => Path.Combine(folder, "bin")))
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static string FileVersion(string postgres)
    {
        using var process = StartProgram([postgres, "--version"]);
        return process.StandardOutput.ReadLine() ?? "PostgreSQL";
    }

    private static async Task RunProgramAsync(string[] command, CancellationToken cancellationToken)
    {
        using var process = StartProgram(command);
        process.StandardInput.Close();
        var said = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new BenchmarkException($"{command[0]} failed: {string.Concat(said)}");
    }

    private static Process StartProgram(string[] command)
    {
        var start = new ProcessStartInfo(command[0])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var argument in command[1..])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
