using Streaming.Server.Access.Audit;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Authorization;

/// <summary>Counts refusals as metrics, and writes authorization failures to the audit trail. Called by every transport.</summary>
internal sealed class RefusalRecorder(RefusalMetrics metrics, IAuditTrail audit)
{
    /// <summary>Records the refusal of a request.</summary>
    public void Record(HttpContext http, RefusalException refusal)
    {
        if (Count(refusal))
            audit.Note(AuditEntry.Of(http, AuditEntry.Refused, refusal.Message));
    }

    /// <summary>Records a refusal on a connection whose request has ended.</summary>
    public void Record(Caller caller, string path, RefusalException refusal)
    {
        if (Count(refusal))
            audit.Note(new AuditEntry(
                AuditEntry.Refused, caller.Subject, caller.Address?.ToString(), HttpMethods.Get, path, refusal.Message));
    }

    // Requests without a token get no entry: scanners send many of them.
    private bool Count(RefusalException refusal)
    {
        metrics.Refused(refusal.Reason.ToString(), refusal.Limit);
        return refusal.Reason is RefusalReason.InvalidToken or RefusalReason.Forbidden;
    }
}
