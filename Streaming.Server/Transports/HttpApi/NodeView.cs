using Streaming.Server.Core.Nodes;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>Describes a node (one running server or worker process on the store), as JSON.</summary>
/// <param name="Id">The id of the node. A node that was taken for dead has another id when it comes back.</param>
/// <param name="Name">The name from <c>Cluster:Name</c>, or the name of the host.</param>
/// <param name="Version">The version of the program.</param>
/// <param name="Started">The time at which the process started.</param>
/// <param name="LastHeartbeat">The time of the last heartbeat.</param>
/// <param name="Alive">False if the last heartbeat is more than 15 seconds old.</param>
/// <param name="Current">True for the node that answers.</param>
/// <param name="Behind">The number of commits of other nodes that the node knows to be missing.</param>
/// <param name="LagSeconds">The age of the oldest missing commit, in seconds; 0 if none is missing.</param>
internal sealed record NodeView(
    string Id, string Name, string Version, DateTime Started, DateTime LastHeartbeat, bool Alive, bool Current, long Behind,
        double LagSeconds)
{
    public static NodeView Of(NodeState node) => new(
        node.Id.ToString("N"), node.Name, node.Version, node.Started, node.LastHeartbeat, node.IsAlive, node.IsThis, node.Lag.Commits,
        Math.Round(node.Lag.Time.TotalSeconds, 3));
}
