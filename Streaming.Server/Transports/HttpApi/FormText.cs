using System.Buffers;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>
/// Distinguishes plain text from percent-encoded forms. <c>curl -d</c> sends both with the media type
/// <c>application/x-www-form-urlencoded</c>. A text counts as an encoded form if it contains a <c>%XX</c>, or a plus between two letters or
/// digits of a value. (A plus between two digits does not count, because <c>1+1</c> is text.) A text with a character that a form would
/// have to encode is not an encoded form. An encoded form is refused, because the stored text would differ from the text that the user
/// meant.
/// </summary>
internal static class FormText
{
    private static readonly SearchValues<byte> s_unencoded = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*-._~+&="u8);

    /// <summary>Throws a refusal if the body is a percent-encoded form and not plain text.</summary>
    /// <exception cref="RefusalException">The body is a percent-encoded form.</exception>
    public static void RefuseEncoded(ReadOnlySpan<byte> body)
    {
        if (IsEncoded(body))
        {
            throw new RefusalException(
                RefusalReason.UnsupportedMediaType,
                "The body is a percent-encoded form, such as curl --data-urlencode sends, and a message is not decoded; send the text as " +
                    "it is, with Content-Type: text/plain.");
        }
    }

    private static bool IsEncoded(ReadOnlySpan<byte> body)
    {
        var hasEscape = HasEncodedSpace(body);
        while (body.IndexOfAnyExcept(s_unencoded) is >= 0 and var at)
        {
            if (body.Length < at + 3 || body[at] != '%' || !char.IsAsciiHexDigit((char)body[at + 1])
                || !char.IsAsciiHexDigit((char)body[at + 2]))
                return false;
            hasEscape = true;
            body = body[(at + 3)..];
        }

        return hasEscape;
    }

    // Returns true for 'a+b' and 'x=a+b', where the plus may stand for a space in a value. Returns false for 'a+b=c', where the plus is
    // part of a name, and for 'c++' and '1+1'.
    private static bool HasEncodedSpace(ReadOnlySpan<byte> body)
    {
        var value = body[(body.IndexOf((byte)'=') + 1)..];
        for (var at = 1; at < value.Length - 1; at++)
        {
            if (value[at] == '+' && char.IsAsciiLetterOrDigit((char)value[at - 1]) && char.IsAsciiLetterOrDigit((char)value[at + 1])
                && !(char.IsAsciiDigit((char)value[at - 1]) && char.IsAsciiDigit((char)value[at + 1])))
                return true;
        }

        return false;
    }
}
