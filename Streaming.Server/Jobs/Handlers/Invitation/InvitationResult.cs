using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Jobs.Handlers.Invitation;

/// <summary>The result of a job of type <c>invitation</c>: the mail server, or the pickup folder, has the mail.</summary>
/// <param name="Email">The e-mail address of the invited person.</param>
/// <param name="Expires">The time at which the link's token expires (UTC); null if the link has no token.</param>
internal sealed record InvitationResult(string Email, DateTime? Expires);
