using Npgsql;

namespace Streaming.Tests.Support;

/// <summary>
/// The connection pooler PgBouncer in transaction mode, in front of the PostgreSQL server that all tests share. It ends with this process.
/// </summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streaming-pool-").FullName;
    private readonly KeptProgram _program;

    private PgBouncer(int server, int poolSize)
    {
        Port = FreePort.Take();
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
            server_login_retry = 1

            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        _program = new KeptProgram(_folder, "KILL", "process up", [.. KeptProgram.WithoutRoot, Program!, settings]);
    }

    /// <summary>Why a test cannot start a pooler; null if PgBouncer and PostgreSQL are installed.</summary>
    public static string? Missing { get; } = PostgresServer.Missing
        ?? (Program is null ? "Install PgBouncer to run this test (on Debian: apt-get install pgbouncer)." : null);

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    private static string? Program => Programs.Find("pgbouncer");

    /// <summary>Starts a pooler.</summary>
    /// <param name="poolSize">The number of its connections to PostgreSQL for each database.</param>
    /// <param name="server">The PostgreSQL server; null for the one that all tests share.</param>
    public static async Task<PgBouncer> StartAsync(int poolSize, PostgresServer? server = null)
    {
        var pooler = new PgBouncer((server ?? await PostgresServer.SharedAsync()).Port, poolSize);
        try
        {
            await pooler._program.StartAsync();
            return pooler;
        }
        catch
        {
            await pooler.DisposeAsync();
            throw;
        }
    }

    /// <summary>The settings with which a server uses a database through this pooler.</summary>
    public (string Key, string Value)[] Settings(string connectionString) =>
    [
        ("Storage:Provider", "postgresql"), ("Storage:Bus", "poll"), ("ConnectionStrings:Streaming", Through(connectionString)),
    ];

    /// <summary>The connection string of a database through this pooler.</summary>
    public string Through(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Port = Port }.ConnectionString;

    public ValueTask DisposeAsync() => _program.DisposeAsync();
}
