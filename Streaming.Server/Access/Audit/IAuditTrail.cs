namespace Streaming.Server.Access.Audit;

/// <summary>Keeps refusals and administrative acts as messages of topic <c>audit:log</c>.</summary>
internal interface IAuditTrail
{
    /// <summary>Adds an entry. It never waits and never fails, so that it does not delay the response.</summary>
    void Note(AuditEntry entry);
}
