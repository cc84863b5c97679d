namespace Streaming.Server.Core.Nodes;

/// <summary>Lists the nodes (server processes) that share a store.</summary>
internal interface INodeRegistry
{
    /// <summary>The number of nodes that are running, as this node last counted them.</summary>
    int Count { get; }

    /// <summary>The time since this node last reported that it is running; zero if no other node can use the store.</summary>
    TimeSpan HeartbeatAge { get; }

    /// <summary>The time since the store last answered this node; zero if this node is the only one.</summary>
    TimeSpan StoreSilence => TimeSpan.Zero;

    /// <summary>How far this node is behind the commits of the other nodes.</summary>
    BusLag Lag { get; }

    /// <summary>Returns all nodes, sorted by the time of their start.</summary>
    /// <exception cref="Messages.RefusalException">The store cannot be read.</exception>
    ValueTask<IReadOnlyList<NodeState>> ListAsync(CancellationToken cancellationToken);
}
