namespace Streaming.Server.Core.Nodes;

/// <summary>
/// Leases of nodes: work that one of several nodes should do is done by the node that holds the lease. All such work can run twice without
/// harm, since a node that was frozen may believe for a moment that it still holds a lease.
/// </summary>
internal interface ILeases
{
    /// <summary>Whether this node holds a lease. Fast: a node renews its leases in the background.</summary>
    bool IsHeld(NodeLease lease);
}
