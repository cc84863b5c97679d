using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Handlers.Invitation;

/// <summary>Contains the body of <c>POST /rooms/{room}/invitations</c>, which invites a person to a room by e-mail.</summary>
/// <param name="Email">The e-mail address of the invited person.</param>
/// <param name="Message">The message of the sender to the invited person: plain text, at most 2,000 characters; null for none.</param>
internal sealed record InvitationRequest(string Email, string? Message = null)
{
    /// <summary>Parses the JSON body of a request that invites a person to a room.</summary>
    /// <exception cref="RefusalException">The body is not a valid invitation.</exception>
    public static InvitationRequest Parse(ReadOnlySpan<byte> body) =>
        JobJson.ReadBody<InvitationRequest>(body, "invitation", "{\"email\": \"ann@example.com\"}, and if you like \"message\": \"…\"");
}
