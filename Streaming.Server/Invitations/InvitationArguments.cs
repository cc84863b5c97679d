using System.ComponentModel.DataAnnotations;
using Streaming.Server.Access;
using Streaming.Server.Email;
using Streaming.Server.Jobs;
using Streaming.Server.Messages;

namespace Streaming.Server.Invitations;

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

/// <summary>
/// What a job of type <c>invitation</c> sends. No link and no token: they are made when the mail is, and whoever may read the job reads none. Over
/// <c>POST /jobs</c> it is for who administers all; others invite where it is counted.
/// </summary>
internal sealed record InvitationArguments : IValidatableObject, IGuardedArguments
{
    private const int MaxMessage = 2_000;

    /// <summary>The room's name.</summary>
    public required string Room { get; init; }

    /// <summary>Who is invited.</summary>
    public required string Email { get; init; }

    /// <summary>A few words to them.</summary>
    public string? Message { get; init; }

    internal TopicName Topic => TopicName.Parse(TopicNamespaces.Room + Room);

    public void Demand(AccessControl control, Caller caller) => control.DemandAdministrator(caller);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        _ = Topic;
        _ = EmailAddress.Parse(Email);
        if (Message is { } text && (text.Length > MaxMessage || text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'))))
            yield return new ValidationResult($"message must be plain text of at most {MaxMessage} characters.");
    }
}

/// <summary>An invitation that was handed over.</summary>
/// <param name="Email">Who is invited.</param>
/// <param name="Expires">Until when the link's token lets them in (UTC); null where it has none.</param>
internal sealed record InvitationResult(string Email, DateTime? Expires);
