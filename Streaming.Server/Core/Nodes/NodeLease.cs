namespace Streaming.Server.Core.Nodes;

/// <summary>
/// Lists the leases of nodes. A lease is the right of one of several nodes (server processes) to do a task for all of them.
/// </summary>
internal enum NodeLease
{
    /// <summary>
    /// The lease (right of one node) for maintenance: deleting old messages, jobs, idempotency keys and rows of the commit log (the table
    /// of all nodes' commits), and searching for messages that webhooks have not received.
    /// </summary>
    Maintenance,
}
