using Microsoft.Extensions.Options;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>
/// Writes mails to a folder as <c>.eml</c> files, for development and for mail servers that read mails from a folder. A mail that is
/// written again after a failure replaces its earlier file.
/// </summary>
internal sealed class PickupSender(MailMessages messages, IOptions<EmailOptions> options, DataFolder data) : IMailSender
{
    public async Task SendAsync(Mail mail, CancellationToken cancellation)
    {
        try
        {
            var folder = Directory.CreateDirectory(Path.Combine(data.Path, options.Value.Pickup!)).FullName;
            var file = Path.Combine(folder, mail.Id + ".eml");
            // The file gets its final name only when it is complete, so that programs that read the folder never read an incomplete mail.
            await messages.Create(mail).WriteToAsync(file + ".part", cancellation);
            File.Move(file + ".part", file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailException($"The mail could not be written to the folder Email:Pickup: {e.Message}", isFinal: false, e);
        }
    }
}
