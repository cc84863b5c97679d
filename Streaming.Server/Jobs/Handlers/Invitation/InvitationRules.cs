using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Handlers.Email;

namespace Streaming.Server.Jobs.Handlers.Invitation;

/// <summary>
/// Checks the conditions for an invitation to a room that are independent of the caller's permissions: the settings of the server, and the
/// limits on the number of invitations.
/// </summary>
internal sealed class InvitationRules(Mailer mailer, InvitationLinks links, InvitationRateLimiter rates)
{
    /// <summary>Refuses all invitations if this server cannot send mail, or does not know the public URL of its page.</summary>
    /// <exception cref="RefusalException">A setting that invitations need is missing.</exception>
    public void RequireSettings()
    {
        mailer.RequireConfigured();
        links.RequirePublicUrl();
    }

    /// <inheritdoc cref="InvitationRateLimiter.Count(Caller, string)"/>
    public void Count(Caller caller, string email) => rates.Count(caller, email);
}
