namespace Streaming.Server.Core.Nodes;

/// <summary>The leases that one of the nodes holds.</summary>
internal enum NodeLease
{
    /// <summary>Retention: deleting messages, jobs, idempotency keys and commit rows, and the scan for undelivered webhooks.</summary>
    Maintenance,
}
