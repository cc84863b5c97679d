namespace Streaming.Server.Core.Nodes;

/// <summary>
/// Shows which leases this node (server process) holds. A lease is the right to do a task that only one of several nodes should do. The
/// task must be harmless if two nodes do it at once: a node that was suspended may for a moment still use a lease that another node has
/// taken over.
/// </summary>
internal interface ILeases
{
    /// <summary>
    /// Returns whether this node holds the given lease (the right to do a task for all nodes). The call is fast, because the leases are
    /// renewed in the background.
    /// </summary>
    bool IsHeld(NodeLease lease);
}
