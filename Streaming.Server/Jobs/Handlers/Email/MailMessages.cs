using Microsoft.Extensions.Options;
using MimeKit;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>Makes the message that travels.</summary>
internal sealed class MailMessages(IOptions<EmailOptions> options, TimeProvider time)
{
    public MimeMessage Make(Mail mail)
    {
        var from = MailSender.Parse(options.Value.From)!;
        var message = new MimeMessage
        {
            // MimeKit keeps domains in Unicode, which an id cannot have.
            MessageId = mail.Id + EmailAddress.Normalize(from.Address)![from.Address.LastIndexOf('@')..],
            Date = time.GetUtcNow(),
            // As plain text it would be decoded by who reads it, to anything.
            Subject = mail.Subject.Replace("=?", "= ?", StringComparison.Ordinal),
            Body = new TextPart("plain") { Text = mail.Text },
        };
        message.From.Add(from);
        message.To.Add(new MailboxAddress(name: null, mail.To));
        // A machine wrote it: no answers by machines (RFC 3834).
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }
}
