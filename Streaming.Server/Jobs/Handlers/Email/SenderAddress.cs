using MimeKit;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>Parses the name and the address of the sender of all mails, from <see cref="EmailOptions.From"/>.</summary>
internal static class SenderAddress
{
    /// <summary>Parses the name and the address of a sender; returns null if the text is not a valid sender.</summary>
    public static MailboxAddress? Parse(string? text) =>
        MailboxAddress.TryParse(text, out var from) && from.Route.Count == 0 && EmailAddress.Normalize(from.Address) is { } address
            && HeaderText.IsLine(from.Name ?? string.Empty)
            ? new MailboxAddress(from.Name, address)
            : null;
}
