using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Npgsql;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Support;

/// <summary>
/// A PostgreSQL server with a data folder of its own, on a free port of the loopback address. It ends with this process, and its folder is
/// deleted.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    // PostgreSQL refuses to run as root. A shell starts the server for each line that it reads, and ends it when this process closes the
    // pipe or has ended. The server must not inherit the pipe.
    private const string Keeper = """
        trap '' HUP INT TERM; folder=$1; shift; server=
        while read -r line; do "$@" < /dev/null 2>&1 & server=$!; done
        if [ -n "$server" ]; then kill -QUIT "$server" 2> /dev/null; wait "$server"; fi
        rm -rf "$folder"
        """;

    private const string Ready = "database system is ready to accept connections";
    private const int SigKill = 9;

    private static readonly SemaphoreSlim s_gate = new(1);
    private static PostgresServer? s_shared;

    private readonly string _folder = Directory.CreateTempSubdirectory("streaming-pg-").FullName;
    private readonly OsProcess _keeper;
    private readonly StringBuilder _output = new();
    private TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _databases;

    private PostgresServer(int port, bool isDurable, string[] settings)
    {
        Port = port;
        List<string> options =
        [
            "listen_addresses=127.0.0.1", $"port={port}", $"unix_socket_directories={_folder}", "max_connections=400",
            "shared_buffers=64MB", "lc_messages=C", .. isDurable ? [] : (string[])["fsync=off", "full_page_writes=off"], .. settings,
        ];
        var start = StartOf(
            ["/bin/sh", "-c", Keeper, "sh", _folder, .. AsUser, Program("postgres")!, "-D", Data,
                .. options.SelectMany(option => new[] { "-c", option })]);
        start.RedirectStandardInput = true;
        _keeper = new OsProcess { StartInfo = start };
        _keeper.OutputDataReceived += (_, line) => Hear(line.Data);
        _keeper.ErrorDataReceived += (_, line) => Hear(line.Data);
    }

    /// <summary>Why a test cannot start a server; null if PostgreSQL is installed.</summary>
    public static string? Missing { get; } = OperatingSystem.IsWindows() || Program("postgres") is null || Program("initdb") is null
        ? "Install PostgreSQL 15 or newer to run this test (on Debian: apt-get install postgresql)."
        : null;

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>All that the server has said.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    private string Data => Path.Combine(_folder, "data");

    private static bool IsRoot => Environment.UserName == "root";

    private static string[] AsUser => IsRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];

    /// <summary>The server of all tests that need no server of their own. Without fsync.</summary>
    public static async Task<PostgresServer> SharedAsync()
    {
        await s_gate.WaitAsync().OrTimeout();
        try
        {
            return s_shared ??= await StartAsync(isDurable: false);
        }
        finally
        {
            s_gate.Release();
        }
    }

    /// <summary>Starts a server of the test's own.</summary>
    /// <param name="isDurable">With fsync, as in production.</param>
    /// <param name="settings">More settings, such as <c>max_connections=10</c>.</param>
    public static async Task<PostgresServer> StartAsync(bool isDurable, params string[] settings)
    {
        var server = new PostgresServer(FreePort(), isDurable, settings);
        await server.InitializeAsync();
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts it again after <see cref="KillAsync"/>.</summary>
    public async Task StartAsync()
    {
        _ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _keeper.StandardInput.WriteLineAsync("start");
        await _keeper.StandardInput.FlushAsync();
        try
        {
            await _ready.Task.OrTimeout();
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"PostgreSQL did not start:\n{Output}", e);
        }
    }

    /// <summary>As <c>kill -9</c> of the server and of all its processes.</summary>
    public async Task KillAsync()
    {
        var server = ReadServerId();
        var processes = (int[])[server, .. Children(server)];
        foreach (var process in processes)
            _ = Kill(process, SigKill);
        await Eventually.BecomesAsync(() => Task.FromResult(processes.Any(IsRunning)), isRunning => !isRunning);
    }

    /// <summary>Creates an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await RunAsync("postgres", $"CREATE DATABASE {name}{(template is null ? string.Empty : $" TEMPLATE {template}")}");
        return ConnectionString(name);
    }

    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={Port};Database={database};Username=postgres;GSS Encryption Mode=Disable;SSL Mode=Disable";

    /// <summary>Runs a statement on a connection of its own.</summary>
    public async Task RunAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync().OrTimeout();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync().OrTimeout();
    }

    /// <summary>Runs a query on a connection of its own, and returns its first value, a number.</summary>
    public async Task<long> CountAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync().OrTimeout();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync().OrTimeout())!;
    }

    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync().OrTimeout();
        _keeper.Dispose();
    }

    // Debian keeps the programs of each version in a folder of its own.
    private static string? Program(string name) => Programs.Find(name)
        ?? (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [])
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var major) ? major : 0)
            .Select(folder => Path.Combine(folder, "bin", name)).FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static ProcessStartInfo StartOf(params string[] command)
    {
        var start = new ProcessStartInfo(command[0])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var argument in command[1..])
            start.ArgumentList.Add(argument);
        return start;
    }

    private static async Task RunAsync(params string[] command)
    {
        using var process = OsProcess.Start(StartOf(command))!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()).OrTimeout();
        await process.WaitForExitAsync().OrTimeout();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)} failed:\n{string.Concat(said)}");
    }

    private async Task InitializeAsync()
    {
        if (IsRoot)
            await RunAsync("chown", "postgres", _folder);
        await RunAsync([.. AsUser, Program("initdb")!, "--pgdata", Data, "--username", "postgres", "--auth", "trust", "--no-sync",
            "--encoding", "UTF8", "--locale", "C", "--locale-provider", "icu", "--icu-locale", "en"]);
        _keeper.Start();
        _keeper.BeginOutputReadLine();
        _keeper.BeginErrorReadLine();
    }

    private int ReadServerId() =>
        int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    private static IEnumerable<int> Children(int process) =>
        File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture));

    // A process that has ended may wait for its parent to notice.
    private static bool IsRunning(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private void Hear(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
        if (line.Contains(Ready, StringComparison.Ordinal))
            _ready.TrySetResult();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
