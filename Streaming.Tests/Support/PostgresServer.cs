using System.Globalization;
using Npgsql;

namespace Streaming.Tests.Support;

/// <summary>
/// A PostgreSQL server with a data folder of its own, on a free port of the loopback address. It ends with this process, and its folder is
/// deleted.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    // Followed by "connections", or by "read-only connections" on a standby.
    private const string Ready = "database system is ready to accept";

    // What a connection for one statement needs not do.
    private const string Once = ";Pooling=false;Server Compatibility Mode=NoTypeLoading";

    private static readonly SemaphoreSlim s_gate = new(1);
    private static PostgresServer? s_shared;

    private readonly string _folder;
    private readonly KeptProgram _program;
    private int _databases;

    private PostgresServer(int port, bool isDurable, string[] settings)
    {
        Port = port;
        _folder = isDurable ? Directory.CreateTempSubdirectory("streaming-pg-").FullName : MemoryFolder.Create("streaming-pg-");
        List<string> options =
        [
            "listen_addresses=127.0.0.1", $"port={port}", $"unix_socket_directories={_folder}", "max_connections=400",
            "shared_buffers=64MB", "lc_messages=C",
            .. isDurable ? [] : (string[])["fsync=off", "full_page_writes=off", "max_wal_size=256MB"], .. settings,
        ];
        _program = new KeptProgram(_folder, "QUIT", Ready,
            [.. KeptProgram.WithoutRoot, Program("postgres")!, "-D", Data, .. options.SelectMany(option => new[] { "-c", option })]);
    }

    /// <summary>Why a test cannot start a server; null if PostgreSQL is installed.</summary>
    public static string? Missing { get; } = OperatingSystem.IsWindows() || Program("postgres") is null || Program("initdb") is null
        ? "Install PostgreSQL 15 or newer to run this test (on Debian: apt-get install postgresql)."
        : null;

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    private string Data => Path.Combine(_folder, "data");

    /// <summary>The server of all tests that need no server of their own. Without fsync, and with its data in memory.</summary>
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
    public static Task<PostgresServer> StartAsync(bool isDurable, params string[] settings) => StartAsync(
        new PostgresServer(FreePort.Take(), isDurable, settings), "initdb", "--username", "postgres", "--auth", "trust", "--no-sync",
        "--encoding", "UTF8", "--locale", "C", "--locale-provider", "icu", "--icu-locale", "en");

    /// <summary>Starts a standby of this server, which receives its changes by streaming replication.</summary>
    public Task<PostgresServer> StartStandbyAsync() => StartAsync(
        new PostgresServer(FreePort.Take(), isDurable: true, []), "pg_basebackup", "--dbname", $"host=127.0.0.1 port={Port} user=postgres",
        "--write-recovery-conf", "--checkpoint", "fast", "--no-sync");

    /// <summary>Starts it again after <see cref="KillAsync"/>.</summary>
    public Task StartAsync() => _program.StartAsync();

    /// <summary>All that the server has logged.</summary>
    public string Output => _program.Output;

    /// <summary>As <c>kill -9</c> of the server and of all its processes.</summary>
    public async Task KillAsync()
    {
        var server = ReadServerId();
        // A stopped server starts no process for a connection that arrives meanwhile.
        _ = UnixSignal.TrySend(server, UnixSignal.Stop);
        await Eventually.BecomesAsync(() => Task.FromResult(IsInState(server, 'T') || !IsRunning(server)), isStopped => isStopped);
        var processes = (int[])[server, .. Children(server)];
        foreach (var process in processes)
            _ = UnixSignal.TrySend(process, UnixSignal.Kill);
        await Eventually.BecomesAsync(() => Task.FromResult(processes.Any(IsRunning)), isRunning => !isRunning);
    }

    /// <summary>Stops the processes that send changes to standbys, so that the standbys fall behind.</summary>
    public async Task FreezeReplicationAsync()
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync().OrTimeout();
        await using var command = new NpgsqlCommand("SELECT pid FROM pg_stat_replication", connection);
        await using var rows = await command.ExecuteReaderAsync().OrTimeout();
        while (await rows.ReadAsync().OrTimeout())
            _ = UnixSignal.TrySend(rows.GetInt32(0), UnixSignal.Stop);
    }

    /// <summary>Waits until a standby has all changes.</summary>
    public async Task ReplicatedAsync()
    {
        var end = await CountAsync("postgres", "SELECT (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint");
        await Eventually.BecomesAsync(
            () => CountAsync("postgres", $"SELECT count(*) FROM pg_stat_replication WHERE replay_lsn - '0/0'::pg_lsn >= {end}"),
            caughtUp => caughtUp > 0);
    }

    /// <summary>Creates an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        // A copy of the template's files needs half of the processor time of a copy through the log.
        await RunAsync(
            "postgres", $"CREATE DATABASE {name}{(template is null ? string.Empty : $" TEMPLATE {template} STRATEGY file_copy")}");
        return ConnectionString(name);
    }

    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={Port};Database={database};Username=postgres;GSS Encryption Mode=Disable;SSL Mode=Disable";

    /// <summary>Runs a statement on a connection of its own.</summary>
    public async Task RunAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + Once);
        await connection.OpenAsync().OrTimeout();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync().OrTimeout();
    }

    /// <summary>Runs a query on a connection of its own, and returns its first value, a number.</summary>
    public async Task<long> CountAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + Once);
        await connection.OpenAsync().OrTimeout();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync().OrTimeout())!;
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    // Debian keeps the programs of each version in a folder of its own.
    private static string? Program(string name) => Programs.Find(name,
        (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [])
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var major) ? major : 0)
            .Select(folder => Path.Combine(folder, "bin")));

    private static async Task<PostgresServer> StartAsync(PostgresServer server, string creator, params string[] arguments)
    {
        try
        {
            if (KeptProgram.WithoutRoot.Length > 0)
                await KeptProgram.RunAsync("chown", "postgres", server._folder);
            await KeptProgram.RunAsync([.. KeptProgram.WithoutRoot, Program(creator)!, "--pgdata", server.Data, .. arguments]);
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private int ReadServerId() =>
        int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    private static IEnumerable<int> Children(int process) =>
        File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture));

    // A process that has ended may wait for its parent to notice (Z).
    private static bool IsRunning(int process) => File.Exists($"/proc/{process}/stat") && !IsInState(process, 'Z');

    private static bool IsInState(int process, char state)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Contains($") {state} ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return state == 'Z';
        }
    }
}
