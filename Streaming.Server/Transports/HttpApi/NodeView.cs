using Streaming.Server.Core.Nodes;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>Describes a node (a server or worker process that shares the store with others) in a response.</summary>
/// <param name="Id">The id of the node. A node that was removed as dead gets another id when it reaches the store again.</param>
/// <param name="Name">The name of the node: the value of <c>Cluster:Name</c>, or by default the name of the host.</param>
/// <param name="Version">The version of the server program on the node.</param>
/// <param name="Started">The time at which the process started.</param>
/// <param name="LastHeartbeat">The time at which the node last reported that it is running. Nodes do so every 5 seconds.</param>
/// <param name="Alive">False if the node's last heartbeat is more than 15 seconds old.</param>
/// <param name="Current">True for the node that has answered this request.</param>
/// <param name="Behind">The number of commits (stored changes) of other nodes that this node has not read from the store yet.</param>
/// <param name="LagSeconds">The age of the oldest commit (stored change) that this node has not read from the store yet, in seconds; 0 if
/// the node has read all commits.</param>
internal sealed record NodeView(
    string Id, string Name, string Version, DateTime Started, DateTime LastHeartbeat, bool Alive, bool Current, long Behind,
        double LagSeconds)
{
    public static NodeView Of(NodeState node) => new(
        node.Id.ToString("N"), node.Name, node.Version, node.Started, node.LastHeartbeat, node.IsAlive, node.IsThis, node.Lag.Commits,
        Math.Round(node.Lag.Time.TotalSeconds, 3));
}
