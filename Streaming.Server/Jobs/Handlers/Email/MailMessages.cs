using Microsoft.Extensions.Options;
using MimeKit;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>Creates the MIME message of a mail, with its sender, recipient and subject.</summary>
internal sealed class MailMessages(IOptions<EmailOptions> options, TimeProvider time)
{
    public MimeMessage Create(Mail mail)
    {
        var from = SenderAddress.Parse(options.Value.From)!;
        var message = new MimeMessage
        {
            // The library MimeKit keeps domains in Unicode, but a message id must be ASCII. So the domain is converted.
            MessageId = mail.Id + EmailAddress.Normalize(from.Address)![from.Address.LastIndexOf('@')..],
            Date = time.GetUtcNow(),
            // Puts a space between '=' and '?' in the subject. Mail programs decode a text that begins with '=?' as an encoded word. With
            // such a text, a subject could look different from its real text.
            Subject = mail.Subject.Replace("=?", "= ?", StringComparison.Ordinal),
            Body = new TextPart("plain") { Text = mail.Text },
        };
        message.From.Add(from);
        message.To.Add(new MailboxAddress(name: null, mail.To));
        // The header Auto-Submitted prevents automatic answers to the mail (RFC 3834).
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }
}
