using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Jobs.Handlers.Invitation;

/// <summary>
/// Contains the result of a job of type <c>invitation</c>. The mail server has accepted the mail, or the mail is in the folder for outgoing
/// mail.
/// </summary>
/// <param name="Email">The e-mail address of the invited person.</param>
/// <param name="Expires">The time at which the token in the link expires (UTC); null if the link has no token.</param>
internal sealed record InvitationResult(string Email, DateTime? Expires);
