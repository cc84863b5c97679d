using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Handlers.Invitation;

/// <summary>The body of <c>POST /rooms/{room}/invitations</c>.</summary>
/// <param name="Email">Who is invited: one e-mail address.</param>
/// <param name="Message">A few words to them: plain text, at most 2,000 characters.</param>
internal sealed record InvitationRequest(string Email, string? Message = null)
{
    /// <summary>Reads a body.</summary>
    /// <exception cref="RefusalException">It is none.</exception>
    public static InvitationRequest Parse(ReadOnlySpan<byte> body) =>
        JobJson.ReadBody<InvitationRequest>(body, "invitation", "{\"email\": \"ann@example.com\"}, and if you like \"message\": \"…\"");
}
