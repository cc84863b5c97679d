namespace Streaming.Server.Core.Nodes;

/// <summary>
/// Lists the leases of nodes. A lease is the right of one of several nodes (server processes) to do a task for all of them.
/// </summary>
internal enum NodeLease
{
    /// <summary>
    /// The lease (right of one node) to do the maintenance for all nodes. Maintenance deletes old messages, jobs, idempotency keys and
    /// records of commits, and finds messages that webhooks have not received.
    /// </summary>
    Maintenance,
}
