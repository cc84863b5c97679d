using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>Sends mail to the configured mail server, or to the configured folder.</summary>
internal sealed class Mailer(IOptions<EmailOptions> options, IServiceProvider services)
{
    /// <summary>True if a mail server or a folder for outgoing mail is configured, so that this server sends mail.</summary>
    public bool IsConfigured => options.Value.IsConfigured;

    /// <summary>Throws a refusal if this server does not send mail. Called for requests that need mail.</summary>
    /// <exception cref="RefusalException">This server does not send mail.</exception>
    public void RequireConfigured()
    {
        if (!IsConfigured)
            throw new RefusalException(
                RefusalReason.Unavailable,
                "This server sends no e-mail: set Email:Host and Email:From for a mail server, or Email:Pickup and Email:From for a " +
                "folder of .eml files.");
    }

    /// <inheritdoc cref="IMailSender.SendAsync"/>
    public async Task SendAsync(Mail mail, CancellationToken cancellation)
    {
        if (!IsConfigured)
            throw new MailException("This process sends no e-mail; set Email:Host or Email:Pickup for it too.", isFinal: true);
        IMailSender sender = string.IsNullOrEmpty(options.Value.Host) ? services.GetRequiredService<PickupSender>()
            : services.GetRequiredService<SmtpSender>();
        await sender.SendAsync(mail, cancellation);
    }
}
