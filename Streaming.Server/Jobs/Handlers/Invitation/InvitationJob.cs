using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Streaming.Server.Jobs.Handlers.Email;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs.Handlers.Invitation;

/// <summary>
/// Runs jobs of type <c>invitation</c>: creates a link to a room and mails the link. If the mail fails, it is sent again after the same
/// delays as other mails.
/// </summary>
internal sealed class InvitationJob(
    InvitationLinks links, Mailer mailer, IOptions<EmailOptions> options) : IJobHandler<InvitationArguments, InvitationResult>, IRetryRule
{
    public const string Type = "invitation";

    public async Task<InvitationResult> RunAsync(InvitationArguments arguments, JobContext job)
    {
        var (link, expires) = links.Create(arguments.Topic, arguments.Room);
        var invites = job.Origin is { } name ? $"{name} invites you to the room {arguments.Room}"
            : $"You are invited to the room {arguments.Room}";
        await mailer.SendAsync(new Mail(
            job.Id.Value, EmailAddress.Parse(arguments.Email), invites, Text(invites, arguments.Message, link, expires)), job.Cancellation);
        return new InvitationResult(arguments.Email, expires?.UtcDateTime);
    }

    public TimeSpan? DelayAfter(Exception error, int attempt) => MailRetries.DelayAfter(error, attempt, options.Value);

    private static string Text(string invites, string? message, string link, DateTimeOffset? expires)
    {
        var text = new StringBuilder(invites).Append(".\n\n");
        // Each line of the sender's message begins with ">", so that the recipient sees that this text is not from the server.
        foreach (var line in string.IsNullOrWhiteSpace(message) ? [] : message.ReplaceLineEndings("\n").Split('\n'))
            text.Append("> ").Append(line).Append('\n');
        if (text[^2] != '\n')
            text.Append('\n');
        text.Append(link).Append('\n');
        if (expires is { } end)
            text.Append(CultureInfo.InvariantCulture,
                $"\nThe link is for you alone: everyone who has it can read and write in this room until {end:yyyy-MM-dd HH:mm} UTC.\n");
        return text.ToString();
    }
}
