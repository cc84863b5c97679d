namespace Streaming.Server.Core.Nodes;

/// <summary>Lists the nodes (server processes) that share a store.</summary>
internal interface INodeRegistry
{
    /// <summary>The number of running nodes (server processes) on the store, as this node last counted them.</summary>
    int Count { get; }

    /// <summary>The time since this node last reported to the store that it is running; zero if no other node can use the store.</summary>
    TimeSpan HeartbeatAge { get; }

    /// <summary>The time since the store last answered this node; zero if no other node can use the store.</summary>
    TimeSpan StoreSilence => TimeSpan.Zero;

    /// <summary>The number and the age of the commits of other nodes that this node has not read yet.</summary>
    BusLag Lag { get; }

    /// <summary>Returns all nodes, sorted by the time of their start.</summary>
    /// <exception cref="Messages.RefusalException">The store cannot be read.</exception>
    ValueTask<IReadOnlyList<NodeState>> ListAsync(CancellationToken cancellationToken);
}
