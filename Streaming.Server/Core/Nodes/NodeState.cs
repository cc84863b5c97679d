namespace Streaming.Server.Core.Nodes;

/// <summary>A node, as the nodes of the store know it.</summary>
/// <param name="Id">The id, which a node takes when it registers.</param>
/// <param name="Name">The configured name, or that of the host.</param>
/// <param name="Version">The version of the program.</param>
/// <param name="Started">The time at which the process started.</param>
/// <param name="LastHeartbeat">The time of the last heartbeat.</param>
/// <param name="IsAlive">Whether the last heartbeat is not too old.</param>
/// <param name="IsThis">Whether this process is the node.</param>
/// <param name="Lag">How far the node is behind the other nodes.</param>
internal sealed record NodeState(
    Guid Id, string Name, string Version, DateTime Started, DateTime LastHeartbeat, bool IsAlive, bool IsThis, BusLag Lag);
