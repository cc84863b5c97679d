using Microsoft.Extensions.Options;
using MimeKit;

namespace Streaming.Server.Email;

/// <summary>Makes the message that travels.</summary>
internal sealed class MailMessages(IOptions<EmailOptions> options, TimeProvider time)
{
    public MimeMessage Make(Mail mail)
    {
        var from = MailboxAddress.Parse(options.Value.From!);
        var message = new MimeMessage
        {
            MessageId = $"{mail.Id}@{from.Domain}",
            Date = time.GetUtcNow(),
            Subject = mail.Subject,
            Body = new TextPart("plain") { Text = mail.Text },
        };
        message.From.Add(from);
        message.To.Add(MailboxAddress.Parse(mail.To));
        // A machine wrote it: no answers by machines (RFC 3834).
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }
}
