namespace Streaming.Server.Access.Audit;

/// <summary>Stores refused requests and actions of administrators as messages of the topic <c>audit:log</c> (the audit trail).</summary>
internal interface IAuditTrail
{
    /// <summary>
    /// Adds an entry to the audit trail. The method never waits and never throws, so that the response to the caller is not delayed.
    /// </summary>
    void Add(AuditEntry entry);
}
