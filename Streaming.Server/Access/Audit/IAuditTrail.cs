namespace Streaming.Server.Access.Audit;

/// <summary>Keeps who was refused and who administered what, as messages of topic <c>audit:log</c>.</summary>
internal interface IAuditTrail
{
    /// <summary>Notes something. Never waits and never fails: the answer is not delayed by it.</summary>
    void Note(AuditEntry entry);
}
