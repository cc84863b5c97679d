using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>
/// Runs jobs of type <c>email</c>: sends one mail. A permanent refusal by the mail server is not retried; all other errors are retried.
/// </summary>
internal sealed class EmailJob(Mailer mailer, IOptions<EmailOptions> options) : IJobHandler<EmailArguments, EmailResult>, IRetryRule
{
    public const string Type = "email";

    public async Task<EmailResult> RunAsync(EmailArguments arguments, JobContext job)
    {
        await mailer.SendAsync(new Mail(job.Id.Value, EmailAddress.Parse(arguments.To), arguments.Subject, arguments.Text),
            job.Cancellation);
        return new EmailResult(arguments.To, job.Id.Value);
    }

    public TimeSpan? DelayAfter(Exception error, int attempt) => MailRetries.DelayAfter(error, attempt, options.Value);
}
