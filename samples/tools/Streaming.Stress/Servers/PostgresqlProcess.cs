using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Streaming.Stress.Servers;

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

    private readonly string _folder = Directory.CreateTempSubdirectory("streaming-stress-pg-").FullName;
    private Process? _keeper;

    private PostgresqlProcess()
    {
    }

    /// <summary>The reason why no server can be started on this machine; null if PostgreSQL is installed.</summary>
    public static string? Missing => OperatingSystem.IsWindows() || Program("postgres") is null || Program("initdb") is null
        ? "PostgreSQL is not installed (on Debian: apt-get install postgresql)." : null;

    public int Port { get; } = FreePort.Take();

    /// <summary>The connection string of the database for the tested servers.</summary>
    public string ConnectionString => ConnectionStringOf(Port, "streaming");

    private string Data => Path.Combine(_folder, "data");

    private static string[] WithoutRoot =>
        Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];

    /// <exception cref="StressException">PostgreSQL is not installed, or did not start.</exception>
    public static async Task<PostgresqlProcess> StartAsync(CancellationToken cancellationToken)
    {
        if (Missing is { } reason)
            throw new StressException(reason);
        var server = new PostgresqlProcess();
        try
        {
            await server.CreateAsync(cancellationToken);
            await server.StartAgainAsync(cancellationToken);
            await server.RunAsync("postgres", "CREATE DATABASE streaming", cancellationToken);
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

    /// <summary>Starts the server after <see cref="KillAsync"/>, and returns when it accepts connections.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        await _keeper!.StandardInput.WriteLineAsync("start".AsMemory(), cancellationToken);
        await _keeper.StandardInput.FlushAsync(cancellationToken);
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(50, cancellationToken))
        {
            try
            {
                await RunAsync("postgres", "SELECT 1", cancellationToken);
                return;
            }
            catch (NpgsqlException e)
            {
                if (Stopwatch.GetElapsedTime(started) > s_patience)
                    throw new StressException("PostgreSQL did not start.", e);
            }
        }
    }

    /// <summary>Kills the server and all its processes, as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        var server = ReadId();
        // A stopped server starts no process for a connection that arrives meanwhile.
        _ = UnixSignal.TrySend(server, UnixSignal.Stop);
        var processes = (int[])[server, .. ProcessFiles.Children(server)];
        foreach (var process in processes)
            _ = UnixSignal.TrySend(process, UnixSignal.Kill);
        for (var started = Stopwatch.GetTimestamp(); Array.Exists(processes, ProcessFiles.IsRunning); await Task.Delay(5))
        {
            if (Stopwatch.GetElapsedTime(started) > s_patience)
                throw new StressException("PostgreSQL did not end.");
        }
    }

    /// <summary>Stops the server and all its processes, as <c>kill -STOP</c> does, until <see cref="Thaw"/>.</summary>
    public void Freeze() => SendAll(UnixSignal.Stop);

    /// <summary>Lets the stopped processes continue.</summary>
    public void Thaw() => SendAll(UnixSignal.Continue);

    /// <summary>Runs a statement on a connection of its own.</summary>
    public async Task RunAsync(string database, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionStringOf(Port, database) + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
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

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        if (WithoutRoot.Length > 0)
            await RunProgramAsync(["chown", "postgres", _folder], cancellationToken);
        await RunProgramAsync(
            [.. WithoutRoot, Program("initdb")!, "--pgdata", Data, "--username", "postgres", "--auth", "trust", "--no-sync", "--encoding",
                "UTF8", "--locale", "C"], cancellationToken);
        string[] settings =
        [
            "listen_addresses=127.0.0.1", string.Create(CultureInfo.InvariantCulture, $"port={Port}"),
            $"unix_socket_directories={_folder}", "max_connections=300", "fsync=on", "synchronous_commit=on", "shared_buffers=64MB",
        ];
        _keeper = StartProgram(
            ["/bin/sh", "-c", Keeper, "sh", _folder, .. WithoutRoot, Program("postgres")!, "-D", Data,
                .. settings.SelectMany(setting => new[] { "-c", setting })]);
    }

    private int ReadId() => int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    private void SendAll(int signal)
    {
        var server = ReadId();
        _ = UnixSignal.TrySend(server, signal);
        foreach (var process in ProcessFiles.Children(server))
            _ = UnixSignal.TrySend(process, signal);
    }

    // Debian installs the programs of each PostgreSQL version in a separate folder.
    private static string? Program(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Concat((Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [])
                .OrderByDescending(folder => folder, StringComparer.Ordinal).Select(folder => Path.Combine(folder, "bin")))
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static async Task RunProgramAsync(string[] command, CancellationToken cancellationToken)
    {
        using var process = StartProgram(command);
        process.StandardInput.Close();
        var output = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new StressException($"{command[0]} failed: {string.Concat(output)}");
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
}
