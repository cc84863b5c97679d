namespace Streaming.Server.Core.Nodes;

/// <summary>
/// Shows which leases this node holds. A lease of a node is its right to do a task that only one of several nodes should do. Each such task
/// must do no harm if two nodes do it: a node that was suspended may for a moment still act on a lease that another node has now.
/// </summary>
internal interface ILeases
{
    /// <summary>Whether this node holds a lease. Fast: a node renews its leases in the background.</summary>
    bool IsHeld(NodeLease lease);
}
