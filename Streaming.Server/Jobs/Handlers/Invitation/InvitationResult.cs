using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Jobs.Handlers.Invitation;

/// <summary>An invitation that was handed over.</summary>
/// <param name="Email">Who is invited.</param>
/// <param name="Expires">Until when the link's token lets them in (UTC); null where it has none.</param>
internal sealed record InvitationResult(string Email, DateTime? Expires);
