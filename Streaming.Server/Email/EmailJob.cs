using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Streaming.Server.Access;
using Streaming.Server.Jobs;
using Streaming.Server.Messages;

namespace Streaming.Server.Email;

/// <summary>What a job of type <c>email</c> sends. Mail to anybody is for who administers all.</summary>
internal sealed record EmailArguments : IValidatableObject, IGuardedArguments
{
    private const int MaxSubject = 200;
    private const int MaxText = 100_000;

    /// <summary>Whom it is for: one address.</summary>
    public required string To { get; init; }

    /// <summary>One line, at most 200 characters.</summary>
    public required string Subject { get; init; }

    /// <summary>Plain text, at most 100,000 characters.</summary>
    public required string Text { get; init; }

    public void Demand(AccessControl control, Caller caller) => control.DemandAdministrator(caller);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        validationContext.GetRequiredService<Mailer>().DemandSet();
        if (!EmailAddress.IsValid(To))
            yield return new ValidationResult("to is no e-mail address; give one such as ann@example.com, without a name, quotes or invisible characters.");
        if (Subject.Length is 0 or > MaxSubject || !HeaderText.IsLine(Subject))
            yield return new ValidationResult($"subject must be one line of 1 to {MaxSubject} characters, without control or invisible formatting characters.");
        if (Text.Length > MaxText || Text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
            yield return new ValidationResult($"text must be plain text of at most {MaxText} characters.");
    }
}

/// <summary>A mail that was handed over.</summary>
/// <param name="To">Whom it is for.</param>
/// <param name="MessageId">What its header <c>Message-ID</c> begins with.</param>
internal sealed record EmailResult(string To, string MessageId);

/// <summary>Sends one mail. What the mail server refuses for good is not tried again; everything else is.</summary>
internal sealed class EmailJob(Mailer mailer, IOptions<EmailOptions> options) : IJobHandler<EmailArguments, EmailResult>, IRetryRule
{
    public const string Type = "email";

    public async Task<EmailResult> RunAsync(EmailArguments arguments, JobContext job)
    {
        await mailer.SendAsync(new Mail(job.Id.Value, EmailAddress.Parse(arguments.To), arguments.Subject, arguments.Text), job.Cancellation);
        return new EmailResult(arguments.To, job.Id.Value);
    }

    public TimeSpan? DelayAfter(Exception error, int attempt) => MailRetries.DelayAfter(error, attempt, options.Value);
}

/// <summary>When a mail is tried again.</summary>
internal static class MailRetries
{
    private const int Factor = 4;

    private static readonly TimeSpan s_longest = TimeSpan.FromHours(6);

    public static TimeSpan? DelayAfter(Exception error, int attempt, EmailOptions options)
    {
        if (error is IPermanentFailure { IsPermanent: true })
            return null;
        var delay = options.RetryDelay * Math.Pow(Factor, Math.Min(attempt - 1, 10));
        // Up to half of it at random less, so that mails that failed together do not come back together.
        return (delay < s_longest ? delay : s_longest) * (0.5 + (Random.Shared.NextDouble() / 2));
    }
}
