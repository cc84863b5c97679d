using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>Sends mail the way that the configuration says.</summary>
internal sealed class Mailer(IOptions<EmailOptions> options, IServiceProvider services)
{
    /// <summary>Whether this server sends mail.</summary>
    public bool IsSet => options.Value.IsSet;

    /// <summary>Refuses what needs mail where there is none.</summary>
    /// <exception cref="RefusalException">There is none.</exception>
    public void DemandSet()
    {
        if (!IsSet)
            throw new RefusalException(
                RefusalReason.Unavailable,
                "This server sends no e-mail: set Email:Host and Email:From for a mail server, or Email:Pickup and Email:From for a " +
                "folder of .eml files.");
    }

    /// <summary>Hands a mail over.</summary>
    /// <exception cref="MailException">It is not taken; says whether it may be later.</exception>
    public async Task SendAsync(Mail mail, CancellationToken cancellation)
    {
        if (!IsSet)
            throw new MailException("This process sends no e-mail; set Email:Host or Email:Pickup for it too.", isFinal: true);
        IMailSender sender = string.IsNullOrEmpty(options.Value.Host) ? services.GetRequiredService<PickupSender>()
            : services.GetRequiredService<SmtpSender>();
        await sender.SendAsync(mail, cancellation);
    }
}
