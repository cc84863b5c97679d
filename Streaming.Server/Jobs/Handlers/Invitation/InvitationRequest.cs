using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Handlers.Invitation;

/// <summary>The body of <c>POST /rooms/{room}/invitations</c>.</summary>
/// <param name="Email">The e-mail address of the invited person.</param>
/// <param name="Message">A message to the invited person: plain text, at most 2,000 characters.</param>
internal sealed record InvitationRequest(string Email, string? Message = null)
{
    /// <summary>Parses the body of a request.</summary>
    /// <exception cref="RefusalException">The body is not a valid invitation.</exception>
    public static InvitationRequest Parse(ReadOnlySpan<byte> body) =>
        JobJson.ReadBody<InvitationRequest>(body, "invitation", "{\"email\": \"ann@example.com\"}, and if you like \"message\": \"…\"");
}
