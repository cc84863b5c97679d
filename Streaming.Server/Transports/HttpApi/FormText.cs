using System.Buffers;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>
/// Tells text that <c>curl -d</c> sends from a form that is really encoded: both are called <c>application/x-www-form-urlencoded</c>. A
/// body of nothing that a form would have to
/// encode is taken for an encoded form if it has a <c>%XX</c>, or a plus between two letters or digits in a value that are not both digits
/// (<c>1+1</c> is text); to store it as it is would store another text than was meant.
/// </summary>
internal static class FormText
{
    private static readonly SearchValues<byte> s_unencoded = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*-._~+&="u8);

    /// <summary>Refuses a form that is encoded.</summary>
    /// <exception cref="RefusalException">It is.</exception>
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

    // As in a+b and in x=a+b, but not in a+b=c, where it is part of a name, nor in c++ or 1+1.
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
