using Streaming.Tests.Support;

namespace Streaming.Tests.Cluster;

/// <summary>Server processes on one PostgreSQL of their own, which has fsync on.</summary>
internal sealed class ClusterNodes : IAsyncDisposable
{
    private const int MaxFailedStarts = 50;
    private const int PoolSize = 20;

    private readonly TemporaryFolder[] _folders;
    private readonly ServerProcess?[] _nodes;
    private readonly Uri[] _addresses;
    private readonly string[] _settings;
    private readonly List<IAsyncDisposable> _others = [];

    private ClusterNodes(PostgresServer postgres, int count, string[] settings)
    {
        (Postgres, _settings) = (postgres, settings);
        (_nodes, _addresses) = (new ServerProcess?[count], new Uri[count]);
        _folders = [.. Enumerable.Range(0, count).Select(_ => new TemporaryFolder())];
    }

    public PostgresServer Postgres { get; }

    public int Count => _nodes.Length;

    /// <summary>How often a node ended at its start or did not start in time, since PostgreSQL was killed at this moment.</summary>
    public int FailedStarts { get; private set; }

    /// <summary>Starts nodes that connect to PostgreSQL directly.</summary>
    public static Task<ClusterNodes> StartAsync(int count, params string[] settings) =>
        StartAsync(count, (_, database) => Task.FromResult((database, (IAsyncDisposable?)null)), settings);

    /// <summary>Starts nodes that reach PostgreSQL through PgBouncer in transaction mode.</summary>
    public static Task<ClusterNodes> StartPooledAsync(int count) => StartAsync(
        count,
        async (postgres, database) =>
        {
            var pooler = await PgBouncer.StartAsync(PoolSize, postgres);
            return (pooler.Through(database), pooler);
        },
        ["--Storage:Bus", "poll"]);

    /// <summary>Starts nodes on a server with a database, to which they connect as another method decides.</summary>
    /// <param name="count">The number of nodes.</param>
    /// <param name="connect">
    /// Returns the connection string of the nodes, and what else is to be disposed at the end, for a server and the connection string of
    /// its database.
    /// </param>
    /// <param name="settings">More settings of all nodes.</param>
    public static async Task<ClusterNodes> StartAsync(
        int count, Func<PostgresServer, string, Task<(string Connection, IAsyncDisposable? Other)>> connect, string[] settings)
    {
        var nodes = new ClusterNodes(await PostgresServer.StartAsync(isDurable: true, "deadlock_timeout=100ms"), count, settings);
        try
        {
            var (connection, other) = await connect(nodes.Postgres, await nodes.Postgres.CreateDatabaseAsync());
            if (other is not null)
                nodes._others.Add(other);
            nodes.Connection = connection;
            await Task.WhenAll(Enumerable.Range(0, count).Select(nodes.StartAsync));
            return nodes;
        }
        catch
        {
            await nodes.DisposeAsync();
            throw;
        }
    }

    private string Connection { get; set; } = string.Empty;

    public Uri Address(int node) => Volatile.Read(ref _addresses[node]);

    public Uri Any(Random random) => Address(random.Next(Count));

    public HttpClient Client(int node) => _nodes[node]!.Client;

    /// <summary>All that a node has said.</summary>
    public string Output(int node) => _nodes[node]?.Output ?? string.Empty;

    /// <summary>Kills a node as <c>kill -9</c> does, and starts it again, repeatedly as a supervisor does.</summary>
    public async Task KillAsync(int node)
    {
        await using (var killed = _nodes[node]!)
        {
            _nodes[node] = null;
            await killed.KillAsync();
        }

        while (_nodes[node] is null)
        {
            try
            {
                await StartAsync(node);
            }
            catch (Exception e) when (FailedStarts < MaxFailedStarts && e is (InvalidOperationException or TimeoutException))
            {
                FailedStarts++;
            }
        }
    }

    /// <summary>Kills PostgreSQL and all its processes, and starts it again.</summary>
    public async Task KillPostgresAsync()
    {
        await Postgres.KillAsync();
        await Postgres.StartAsync();
    }

    /// <summary>Stops a node as a debugger or an overloaded host does, until <see cref="Thaw"/>.</summary>
    public void Freeze(int node) => UnixSignal.Send(_nodes[node]!.Id, UnixSignal.Stop);

    public void Thaw(int node) => UnixSignal.Send(_nodes[node]!.Id, UnixSignal.Continue);

    /// <summary>Ends all processes, also if one of them cannot be ended.</summary>
    public async ValueTask DisposeAsync()
    {
        var ends = _nodes.OfType<IAsyncDisposable>().Concat(_others).Append(Postgres).Select(each => each.DisposeAsync().AsTask()).ToList();
        try
        {
            await Task.WhenAll(ends);
        }
        finally
        {
            foreach (var folder in _folders)
                folder.Dispose();
        }
    }

    private async Task StartAsync(int node)
    {
        var started = await ServerProcess.StartAsync(
            _folders[node],
            ["--Storage:Provider", "postgresql", "--ConnectionStrings:Streaming", Connection, "--Cluster:Name", $"node{node}",
                "--Access:Limits:PublishRate", "100000", "--Access:Limits:StreamsPerAddress", "10000",
                "--Topics:Policies:0:Match", "room:*", "--Topics:Policies:0:Presence", "false", "--Samples:Ticker", "false",
                .. _settings]);
        Volatile.Write(ref _addresses[node], started.Address);
        _nodes[node] = started;
    }
}
