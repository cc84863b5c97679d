namespace Streaming.Server.Access.Audit;

/// <summary>The audit trail: stores refused requests and actions of administrators as messages of topic <c>audit:log</c>.</summary>
internal interface IAuditTrail
{
    /// <summary>
    /// Adds an entry to the audit trail. The method never waits and never throws, so that it does not delay the response.
    /// </summary>
    void Note(AuditEntry entry);
}
