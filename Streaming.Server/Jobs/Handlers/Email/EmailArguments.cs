using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>The arguments of a job of type <c>email</c>, which sends one mail. Only administrators may send mail to any address.</summary>
internal sealed record EmailArguments : IValidatableObject, IGuardedArguments
{
    private const int MaxSubject = 200;
    private const int MaxText = 100_000;

    /// <summary>The e-mail address of the only recipient.</summary>
    public required string To { get; init; }

    /// <summary>The subject of the mail: one line of 1 to 200 characters.</summary>
    public required string Subject { get; init; }

    /// <summary>The text of the mail: plain text, at most 100,000 characters.</summary>
    public required string Text { get; init; }

    public void Authorize(AccessControl control, Caller caller) => AccessControl.AuthorizeAdministrator(caller);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        validationContext.GetRequiredService<Mailer>().RequireConfigured();
        if (!EmailAddress.IsValid(To))
            yield return new ValidationResult(
                "to is no e-mail address; give one such as ann@example.com, without a name, quotes or invisible characters.");
        if (Subject.Length is 0 or > MaxSubject || !HeaderText.IsLine(Subject))
            yield return new ValidationResult(
                $"subject must be one line of 1 to {MaxSubject} characters, without control or invisible formatting characters.");
        if (Text.Length > MaxText || Text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
            yield return new ValidationResult($"text must be plain text of at most {MaxText} characters.");
    }
}
