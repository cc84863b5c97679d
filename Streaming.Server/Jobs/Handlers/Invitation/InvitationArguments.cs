using System.ComponentModel.DataAnnotations;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Handlers.Email;

namespace Streaming.Server.Jobs.Handlers.Invitation;

/// <summary>
/// The arguments of a job of type <c>invitation</c>, which mails a link to a room. They contain neither the link nor its token: the job
/// creates both when it sends the mail, so that clients which read the job cannot see them. With <c>POST /jobs</c>, only administrators may
/// enqueue this type. Other callers use <c>POST /rooms/{room}/invitations</c>, which limits the number of invitations.
/// </summary>
internal sealed record InvitationArguments : IValidatableObject, IGuardedArguments
{
    private const int MaxMessage = 2_000;

    /// <summary>The name of the room to which the person is invited.</summary>
    public required string Room { get; init; }

    /// <summary>The e-mail address of the invited person.</summary>
    public required string Email { get; init; }

    /// <summary>The message of the sender to the invited person: plain text, at most 2,000 characters; null for none.</summary>
    public string? Message { get; init; }

    internal TopicName Topic => TopicName.Parse(TopicNamespaces.Room + Room);

    public void Authorize(AccessControl control, Caller caller) => AccessControl.AuthorizeAdministrator(caller);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        _ = Topic;
        _ = EmailAddress.Parse(Email);
        if (Message is { } text && (text.Length > MaxMessage || text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'))))
            yield return new ValidationResult($"message must be plain text of at most {MaxMessage} characters.");
    }
}
