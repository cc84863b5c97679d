using Streaming.Server.Core.Nodes;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Holds the answer of the database to a heartbeat. With a heartbeat, a node (server process) reports every 5 seconds that it is running.
/// </summary>
/// <param name="IsKnown">False if the database has no row for the node: the node was removed as dead, or PostgreSQL crashed.</param>
/// <param name="Nodes">The number of nodes that send heartbeats.</param>
/// <param name="Dead">The number of nodes whose last heartbeat is older than 15 s, and that were not removed yet.</param>
/// <param name="Leases">
/// The leases that the node holds. A lease is the right of one node to do a task for all nodes, such as maintenance.
/// </param>
internal sealed record HeartbeatResult(bool IsKnown, int Nodes, int Dead, IReadOnlySet<NodeLease> Leases);
