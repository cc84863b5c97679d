using System.Globalization;
using System.Text;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>Validates and normalizes the domain of an e-mail address: a host name, in Unicode or ASCII.</summary>
internal static class EmailDomain
{
    private const int MaxLength = 253;
    private const int MaxLabel = 63;
    private const string EncodedPrefix = "xn--";

    private static readonly IdnMapping s_idn = new() { UseStd3AsciiRules = true };

    /// <summary>Returns the domain in ASCII and lower case; null if the text is not a valid domain.</summary>
    public static string? Normalize(string text)
    {
        if (text.Length is 0 or > MaxLength)
            return null;
        var labels = text.ToLowerInvariant().Split('.');
        for (var i = 0; i < labels.Length; i++)
        {
            if (Label(labels[i]) is not { } label)
                return null;
            labels[i] = label;
        }

        // An IP address (10.0.0.1) is not a valid domain: in mail addresses, IP addresses must be in brackets, which this server does not
        // accept.
        var domain = string.Join('.', labels);
        return domain.Length <= MaxLength && !labels[^1].All(char.IsAsciiDigit) ? domain : null;
    }

    private static string? Label(string label)
    {
        if (label.Length is 0 or > MaxLabel || label.StartsWith('-') || label.EndsWith('-'))
            return null;
        var isEncoded = label.StartsWith(EncodedPrefix, StringComparison.Ordinal);
        // A label is a part of a domain between two dots. Hyphens as its third and fourth character mark encoded text. The only encoding in
        // use is "xn--" (Punycode), so other labels with such hyphens are not valid.
        if (!isEncoded && label.Length > 3 && label[2] == '-' && label[3] == '-')
            return null;
        return isEncoded ? CheckEncoded(label) : Ascii.IsValid(label) ? CheckAscii(label) : Encode(label);
    }

    private static string? CheckAscii(string label) => label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? label : null;

    private static string? Encode(string label)
    {
        var isFirst = true;
        foreach (var rune in label.EnumerateRunes())
        {
            if (!(rune.IsAscii ? Rune.IsLetterOrDigit(rune) || rune.Value == '-' : HeaderText.IsWordCharacter(rune, isFirst)))
                return null;
            isFirst = false;
        }

        try
        {
            return s_idn.GetAscii(label);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // Checks a label (a part of a domain) that is encoded in Punycode (xn--…). The decoded text must be valid, and must result in the same
    // label when it is encoded again. Returns null if the label is not valid.
    private static string? CheckEncoded(string label)
    {
        try
        {
            var decoded = s_idn.GetUnicode(label);
            return !Ascii.IsValid(decoded) && string.Equals(decoded, decoded.ToLowerInvariant(), StringComparison.Ordinal)
                && string.Equals(Encode(decoded), label, StringComparison.Ordinal) ? label : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
