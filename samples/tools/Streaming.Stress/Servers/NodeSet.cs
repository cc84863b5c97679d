namespace Streaming.Stress.Servers;

/// <summary>Several servers (nodes) on one PostgreSQL database.</summary>
internal sealed class NodeSet
{
    private readonly ServerProcess[] _nodes;

    private NodeSet(PostgresqlProcess postgresql, ServerProcess[] nodes) => (Postgresql, _nodes) = (postgresql, nodes);

    public PostgresqlProcess Postgresql { get; }

    public IReadOnlyList<ServerProcess> Nodes => _nodes;

    /// <summary>Starts PostgreSQL and nodes.</summary>
    /// <param name="servers">Starts and ends the processes.</param>
    /// <param name="count">The number of nodes.</param>
    /// <param name="options">The settings of each node; its connection string is added unless they contain one.</param>
    /// <param name="port">The port at which the nodes reach PostgreSQL, such as that of a relay; null for PostgreSQL's own.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<NodeSet> StartAsync(
        ServerFactory servers, int count, ServerOptions options, Func<PostgresqlProcess, int>? port, CancellationToken cancellationToken)
    {
        var postgresql = await servers.PostgresqlAsync(cancellationToken);
        var connection = port is null ? ServerFactory.ConnectionStringOn(postgresql.Port)
            : ServerFactory.ConnectionStringOn(port(postgresql));
        var nodes = new List<ServerProcess>();
        for (var i = 0; i < count; i++)
        {
            nodes.Add(await servers.StartAsync(
                options.With(("Storage:Provider", "postgresql"), ("ConnectionStrings:Streaming", connection),
                    ("Cluster:Name", FormattableString.Invariant($"node{i}"))),
                folder: null, cancellationToken));
        }

        return new NodeSet(postgresql, [.. nodes]);
    }

    /// <summary>Returns the address of a random node.</summary>
    public Uri Any(Random random)
    {
        lock (random)
            return _nodes[random.Next(_nodes.Length)].Address;
    }
}
