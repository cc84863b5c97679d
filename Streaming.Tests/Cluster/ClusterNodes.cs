using Streaming.Tests.Support;

namespace Streaming.Tests.Cluster;

/// <summary>Server processes on one PostgreSQL of their own, which has fsync on.</summary>
internal sealed class ClusterNodes : IAsyncDisposable
{
    private const int MaxFailedStarts = 20;

    private readonly TemporaryFolder[] _folders;
    private readonly ServerProcess?[] _nodes;
    private readonly Uri[] _addresses;
    private readonly string _connection;
    private readonly string[] _settings;

    private ClusterNodes(PostgresServer postgres, string connection, int count, string[] settings)
    {
        (Postgres, _connection, _settings) = (postgres, connection, settings);
        (_nodes, _addresses) = (new ServerProcess?[count], new Uri[count]);
        _folders = [.. Enumerable.Range(0, count).Select(_ => new TemporaryFolder())];
    }

    public PostgresServer Postgres { get; }

    public int Count => _nodes.Length;

    public static async Task<ClusterNodes> StartAsync(int count, params string[] settings)
    {
        var postgres = await PostgresServer.StartAsync(isDurable: true, "deadlock_timeout=100ms");
        var nodes = new ClusterNodes(postgres, await postgres.CreateDatabaseAsync(), count, settings);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, count).Select(nodes.StartAsync));
            return nodes;
        }
        catch
        {
            await nodes.DisposeAsync();
            throw;
        }
    }

    /// <summary>How often a node ended at its start, since PostgreSQL was killed at this moment.</summary>
    public int FailedStarts { get; private set; }

    public Uri Address(int node) => Volatile.Read(ref _addresses[node]);

    public Uri Any(Random random) => Address(random.Next(Count));

    public HttpClient Client(int node) => _nodes[node]!.Client;

    /// <summary>All that a node has said.</summary>
    public string Output(int node) => _nodes[node]?.Output ?? string.Empty;

    /// <summary>Kills a node as <c>kill -9</c> does, and starts it again, repeatedly as a supervisor does.</summary>
    public async Task KillAsync(int node)
    {
        var killed = _nodes[node]!;
        _nodes[node] = null;
        await killed.KillAsync();
        await killed.DisposeAsync();
        while (_nodes[node] is null)
        {
            try
            {
                await StartAsync(node);
            }
            catch (InvalidOperationException) when (FailedStarts < MaxFailedStarts)
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

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            if (node is not null)
                await node.DisposeAsync();
        }

        foreach (var folder in _folders)
            folder.Dispose();
        await Postgres.DisposeAsync();
    }

    private async Task StartAsync(int node)
    {
        var started = await ServerProcess.StartAsync(
            _folders[node],
            ["--Storage:Provider", "postgresql", "--ConnectionStrings:Streaming", _connection, "--Cluster:Name", $"node{node}",
                "--Access:Limits:PublishRate", "100000", "--Access:Limits:StreamsPerAddress", "10000",
                "--Topics:Policies:0:Match", "room:*", "--Topics:Policies:0:Presence", "false", "--Samples:Ticker", "false",
                .. _settings]);
        Volatile.Write(ref _addresses[node], started.Address);
        _nodes[node] = started;
    }
}
