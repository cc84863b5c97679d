using Streaming.Server.Access.Audit;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Authorization;

/// <summary>
/// Counts refusals (rejected requests) in the metrics. A refusal because of an invalid token or a missing permission also gets an entry in
/// the audit trail. Every transport uses this class.
/// </summary>
internal sealed class RefusalRecorder(RefusalMetrics metrics, IAuditTrail audit)
{
    /// <summary>Records that a request was refused.</summary>
    public void Record(HttpContext http, RefusalException refusal)
    {
        if (Count(refusal))
            audit.Add(AuditEntry.Of(http, AuditEntry.Refused, refusal.Message));
    }

    /// <summary>
    /// Records that an action was refused on an open connection (such as a WebSocket), whose HTTP request has already ended.
    /// </summary>
    public void Record(Caller caller, string path, RefusalException refusal)
    {
        if (Count(refusal))
            audit.Add(new AuditEntry(
                AuditEntry.Refused, caller.Subject, caller.Address?.ToString(), HttpMethods.Get, path, refusal.Message));
    }

    // Counts the refusal in the metrics, and returns whether the refusal needs an entry in the audit trail. Requests without a token need
    // no entry, because scanners on the internet send many of them.
    private bool Count(RefusalException refusal)
    {
        metrics.Refused(refusal.Reason.ToString(), refusal.Limit);
        return refusal.Reason is RefusalReason.InvalidToken or RefusalReason.Forbidden;
    }
}
