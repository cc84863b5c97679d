namespace Streaming.Server.Core.Nodes;

/// <summary>Describes a node (server process) in the response of <c>GET /nodes</c>.</summary>
/// <param name="Id">The id under which the node is registered. A node that registers again gets a new id.</param>
/// <param name="Name">The configured name of the node, or else the name of its machine.</param>
/// <param name="Version">The version of the server program that the node runs.</param>
/// <param name="Started">The time at which the node's process started.</param>
/// <param name="LastHeartbeat">The time at which the node last reported that it is running.</param>
/// <param name="IsAlive">Whether the last heartbeat of the node is recent enough that the node counts as running.</param>
/// <param name="IsThis">Whether the node is the process that sends this response.</param>
/// <param name="Lag">The number and the age of the commits of other nodes that the node has not read yet.</param>
internal sealed record NodeState(
    Guid Id, string Name, string Version, DateTime Started, DateTime LastHeartbeat, bool IsAlive, bool IsThis, BusLag Lag);
