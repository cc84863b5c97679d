using Streaming.Server.Core.Nodes;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>The result of a node's heartbeat.</summary>
/// <param name="IsKnown">False if the node's row is gone.</param>
/// <param name="Nodes">The number of living nodes.</param>
/// <param name="Dead">The number of nodes whose last heartbeat is too old.</param>
/// <param name="Leases">The leases that the node holds.</param>
internal sealed record HeartbeatResult(bool IsKnown, int Nodes, int Dead, IReadOnlySet<NodeLease> Leases);
