using System.Globalization;
using System.Text;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>
/// Validates and normalizes e-mail addresses. An address must name exactly one mailbox. It must not contain a display name, a list, quoted
/// or encoded text, or invisible characters. The domain may be written in Unicode or in ASCII (<c>xn--…</c>). It is converted to ASCII, so
/// that both spellings result in the same address.
/// </summary>
internal static class EmailAddress
{
    // The maximum length of an e-mail address, and of the part before its "@" (RFC 5321, section 4.5.3.1).
    private const int MaxLength = 254;
    private const int MaxLocalBytes = 64;

    private const string LocalSymbols = "!#$%&'*+-/=?^_`{|}~.";

    /// <summary>Returns true if the text is a valid e-mail address.</summary>
    public static bool IsValid(string? text) => Normalize(text) is not null;

    /// <summary>
    /// Returns true if the mail server must support SMTPUTF8 for this address, because the part before the "@" is not ASCII. The address
    /// must be valid.
    /// </summary>
    public static bool NeedsUtf8(string address) => !Ascii.IsValid(address.AsSpan(0, address.LastIndexOf('@')));

    /// <summary>Parses an e-mail address and returns its normalized form.</summary>
    /// <exception cref="RefusalException">The text is not a valid e-mail address.</exception>
    public static string Parse(string? text) =>
        Normalize(text) ?? throw RefusalException.Invalid(
            "The e-mail address is not valid; give one such as ann@example.com, without a name, quotes or invisible characters, at most " +
            $"{MaxLength} characters.");

    /// <summary>Returns the normalized form of an e-mail address; null if the text is not a valid e-mail address.</summary>
    public static string? Normalize(string? text)
    {
        if (text is not { Length: > 2 and <= MaxLength } || text.LastIndexOf('@') is not (> 0 and var at) || !NewMessage.IsWellFormed(text))
            return null;
        var local = text[..at];
        if (!IsLocalPart(local) || EmailDomain.Normalize(text[(at + 1)..]) is not { } domain)
            return null;
        var address = $"{local}@{domain}";
        return address.Length <= MaxLength ? address : null;
    }

    // Returns whether a text is valid as the part of an address before its "@": a dot-atom of RFC 5322, with letters of all scripts as in
    // RFC 6531. Text that looks like an encoded word (RFC 2047) is not valid, because a mail server could decode it to another address.
    private static bool IsLocalPart(string local)
    {
        if (Encoding.UTF8.GetByteCount(local) > MaxLocalBytes || local.StartsWith('.') || local.EndsWith('.')
            || local.Contains("..", StringComparison.Ordinal))
            return false;
        if (local.Contains("=?", StringComparison.Ordinal) || local.Contains("?=", StringComparison.Ordinal))
            return false;
        var isFirst = true;
        foreach (var rune in local.EnumerateRunes())
        {
            var fits = rune.IsAscii ? Rune.IsLetterOrDigit(rune) || LocalSymbols.Contains((char)rune.Value, StringComparison.Ordinal)
                : HeaderText.IsWordCharacter(rune, isFirst);
            if (!fits)
                return false;
            isFirst = false;
        }

        return true;
    }
}
