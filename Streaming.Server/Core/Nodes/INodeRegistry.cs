namespace Streaming.Server.Core.Nodes;

/// <summary>Lists the nodes that share a store.</summary>
internal interface INodeRegistry
{
    /// <summary>The number of living nodes, as this node last counted them.</summary>
    int Count { get; }

    /// <summary>The time since the last heartbeat of this node; zero for a node without others.</summary>
    TimeSpan HeartbeatAge { get; }

    /// <summary>The time since the store last answered this node; zero for a node without others.</summary>
    TimeSpan StoreSilence => TimeSpan.Zero;

    /// <summary>How far this node is behind the other nodes.</summary>
    BusLag Lag { get; }

    /// <summary>The nodes, by the time of their start.</summary>
    /// <exception cref="Messages.RefusalException">The store cannot be read.</exception>
    ValueTask<IReadOnlyList<NodeState>> ListAsync(CancellationToken cancellationToken);
}
