using Streaming.Server.Core.Nodes;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Holds the leases that the latest heartbeat of this node has renewed, and how long they are valid by the clock of this process. A lease
/// is the right of one node (server process) to do a task for all nodes.
/// </summary>
/// <param name="Leases">The leases that this node holds (its rights to do tasks for all nodes).</param>
/// <param name="Sent">The timestamp at which the heartbeat was sent, from which the validity of the leases is counted.</param>
/// <param name="ValidFor">The time for which the leases are valid after the heartbeat was sent.</param>
internal sealed record HeldLeases(IReadOnlySet<NodeLease> Leases, long Sent, TimeSpan ValidFor)
{
    public static HeldLeases None { get; } = new(new HashSet<NodeLease>(), 0, TimeSpan.Zero);

    public bool Has(NodeLease lease, TimeProvider time) => Leases.Contains(lease) && time.GetElapsedTime(Sent) < ValidFor;
}
