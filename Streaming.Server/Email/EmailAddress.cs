using MimeKit;
using Streaming.Server.Messages;

namespace Streaming.Server.Email;

/// <summary>The address of one person, and nothing around it: no name, no list, no control character that would begin a header of its own.</summary>
internal static class EmailAddress
{
    // RFC 5321, section 4.5.3.1.
    private const int MaxLength = 254;
    private const int MaxLocalLength = 64;

    /// <summary>Whether the text is one.</summary>
    public static bool IsValid(string? text) =>
        text is { Length: > 2 and <= MaxLength }
        && !text.AsSpan().ContainsAnyInRange('\0', ' ') && !text.Contains('\x7f', StringComparison.Ordinal)
        && text.LastIndexOf('@') is > 0 and <= MaxLocalLength
        && MailboxAddress.TryParse(text, out var mailbox)
        && string.Equals(mailbox.Address, text, StringComparison.Ordinal) && string.IsNullOrEmpty(mailbox.Name) && mailbox.Route.Count == 0;

    /// <summary>Reads an address.</summary>
    /// <exception cref="RefusalException">The text is none.</exception>
    public static string Parse(string? text) =>
        IsValid(text) ? text! : throw RefusalException.Invalid($"The e-mail address is not valid; give one such as ann@example.com, without a name, at most {MaxLength} characters.");
}
