using System.ComponentModel.DataAnnotations;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Handlers.Email;

namespace Streaming.Server.Jobs.Handlers.Invitation;

/// <summary>
/// What a job of type <c>invitation</c> sends. No link and no token: they are made when the mail is, and whoever may read the job reads
/// none. Over
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

    public void Demand(AccessControl control, Caller caller) => AccessControl.AuthorizeAdministrator(caller);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        _ = Topic;
        _ = EmailAddress.Parse(Email);
        if (Message is { } text && (text.Length > MaxMessage || text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'))))
            yield return new ValidationResult($"message must be plain text of at most {MaxMessage} characters.");
    }
}
