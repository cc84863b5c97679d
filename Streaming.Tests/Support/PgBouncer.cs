using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Support;

/// <summary>
/// The connection pooler PgBouncer in transaction mode, in front of the PostgreSQL server that all tests share. It ends with this process.
/// </summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    // PgBouncer refuses to run as root. The shell ends it when this process closes the pipe or has ended.
    private const string Keeper = """
        folder=$1; shift; "$@" < /dev/null 2>&1 & pooler=$!
        read -r line
        kill -KILL "$pooler" 2> /dev/null; wait "$pooler"; rm -rf "$folder"
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("streaming-pool-").FullName;
    private readonly StringBuilder _output = new();
    private readonly OsProcess _keeper;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PgBouncer(int server, int poolSize)
    {
        Port = FreePort();
        File.WriteAllText(Path.Combine(_folder, "users.txt"), "\"postgres\" \"\"\n");
        var settings = Path.Combine(_folder, "pgbouncer.ini");
        File.WriteAllText(settings, $"""
            [databases]
            * = host=127.0.0.1 port={server}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {Port}
            unix_socket_dir =
            auth_type = trust
            auth_file = {_folder}/users.txt
            pool_mode = transaction
            default_pool_size = {poolSize}
            max_client_conn = 500

            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        string[] asUser = Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];
        var start = new ProcessStartInfo("/bin/sh")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var argument in (string[])["-c", Keeper, "sh", _folder, .. asUser, Program!, settings])
            start.ArgumentList.Add(argument);
        _keeper = new OsProcess { StartInfo = start };
        _keeper.OutputDataReceived += (_, line) => Hear(line.Data);
        _keeper.ErrorDataReceived += (_, line) => Hear(line.Data);
    }

    /// <summary>Why a test cannot start a pooler; null if PgBouncer and PostgreSQL are installed.</summary>
    public static string? Missing { get; } = PostgresServer.Missing
        ?? (Program is null ? "Install PgBouncer to run this test (on Debian: apt-get install pgbouncer)." : null);

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    private static string? Program => Programs.Find("pgbouncer")
        ?? (File.Exists("/usr/sbin/pgbouncer") ? "/usr/sbin/pgbouncer" : null);

    /// <summary>Starts a pooler.</summary>
    /// <param name="poolSize">The number of its connections to PostgreSQL for each database.</param>
    public static async Task<PgBouncer> StartAsync(int poolSize)
    {
        var pooler = new PgBouncer((await PostgresServer.SharedAsync()).Port, poolSize);
        pooler._keeper.Start();
        pooler._keeper.BeginOutputReadLine();
        pooler._keeper.BeginErrorReadLine();
        try
        {
            await pooler._ready.Task.OrTimeout();
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"PgBouncer did not start:\n{pooler._output}", e);
        }

        return pooler;
    }

    /// <summary>The settings with which a server uses a database through this pooler.</summary>
    public (string Key, string Value)[] Settings(string connectionString) =>
    [
        ("Storage:Provider", "postgresql"), ("Storage:Bus", "poll"),
        ("ConnectionStrings:Streaming", new NpgsqlConnectionStringBuilder(connectionString) { Port = Port }.ConnectionString),
    ];

    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync().OrTimeout();
        _keeper.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Hear(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
        if (line.Contains("process up", StringComparison.Ordinal))
            _ready.TrySetResult();
    }
}
