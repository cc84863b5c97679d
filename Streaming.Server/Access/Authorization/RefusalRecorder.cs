using Streaming.Server.Access.Audit;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Authorization;

/// <summary>Counts what is refused, and keeps in the audit trail what a token was not good for. Every transport tells it.</summary>
internal sealed class RefusalRecorder(RefusalMetrics metrics, IAuditTrail audit)
{
    /// <summary>A request was refused.</summary>
    public void Record(HttpContext http, RefusalException refusal)
    {
        if (Count(refusal))
            audit.Note(AuditEntry.Of(http, AuditEntry.Refused, refusal.Message));
    }

    /// <summary>Something was refused on a connection whose request is over.</summary>
    public void Record(Caller caller, string path, RefusalException refusal)
    {
        if (Count(refusal))
            audit.Note(new AuditEntry(AuditEntry.Refused, caller.Subject, caller.Address?.ToString(), HttpMethods.Get, path, refusal.Message));
    }

    // Who sends no token at all is not worth an entry: half the internet knocks.
    private bool Count(RefusalException refusal)
    {
        metrics.Refused(refusal.Reason.ToString(), refusal.Limit);
        return refusal.Reason is RefusalReason.InvalidToken or RefusalReason.Forbidden;
    }
}
