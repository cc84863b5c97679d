using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Handlers.Email;

namespace Streaming.Server.Jobs.Handlers.Invitation;

/// <summary>What must hold before an invitation is accepted, beside the caller's permissions.</summary>
internal sealed class InvitationRules(Mailer mailer, InvitationLinks links, InvitationRateLimiter rates)
{
    /// <summary>Refuses all invitations of a server that cannot send mail or does not know its own address.</summary>
    /// <exception cref="RefusalException">A setting is missing.</exception>
    public void RequireSettings()
    {
        mailer.DemandSet();
        links.DemandBase();
    }

    /// <summary>Counts an invitation.</summary>
    /// <exception cref="RefusalException">The caller or the address has had too many lately.</exception>
    public void Count(Caller caller, string email) => rates.Spend(caller, email);
}
