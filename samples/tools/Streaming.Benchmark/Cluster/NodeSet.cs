namespace Streaming.Benchmark.Cluster;

/// <summary>Starts nodes (server processes) on a new PostgreSQL database.</summary>
internal sealed class NodeSet : IAsyncDisposable
{
    private readonly List<Server> _nodes = [];

    private NodeSet(string connectionString) => ConnectionString = connectionString;

    public string ConnectionString { get; }

    public IReadOnlyList<Server> Nodes => _nodes;

    public Server this[int node] => _nodes[node];

    /// <summary>Starts nodes one after another on a new database.</summary>
    /// <param name="servers">Starts the server processes.</param>
    /// <param name="postgres">The database server.</param>
    /// <param name="count">The number of nodes.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <param name="arguments">A function that returns the command-line arguments of the node with a number.</param>
    public static async Task<NodeSet> StartAsync(ServerSource servers, PostgresqlProcess postgres, int count,
        CancellationToken cancellationToken, Func<int, string[]>? arguments = null)
    {
        var set = new NodeSet(await postgres.CreateDatabaseAsync(cancellationToken));
        try
        {
            for (var node = 0; node < count; node++)
                set._nodes.Add(await servers.StartAsync(cancellationToken,
                    ["--Storage:Provider=postgresql", $"--ConnectionStrings:Streaming={set.ConnectionString}", $"--Cluster:Name=node{node}",
                        .. arguments?.Invoke(node) ?? []]));
            return set;
        }
        catch
        {
            await set.DisposeAsync();
            throw;
        }
    }

    /// <summary>The processor time that the processes of all nodes have used so far, in seconds.</summary>
    public double ProcessorSeconds() => _nodes.Sum(node => ProcessorTime.Of(node.Process!));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
    }
}
