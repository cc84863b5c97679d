using System.Buffers;
using Streaming.Server.Messages;

namespace Streaming.Server.Publishing;

/// <summary>
/// Tells text that <c>curl -d</c> sends from a form that is really encoded: both are called <c>application/x-www-form-urlencoded</c>. A body with a <c>%XX</c> and with nothing
/// that a form would have to encode is an encoded form; to store it as it is would store another text than was meant.
/// </summary>
internal static class FormText
{
    private static readonly SearchValues<byte> s_unencoded = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*-._~+&="u8);

    /// <summary>Refuses a form that is encoded.</summary>
    /// <exception cref="RefusalException">It is.</exception>
    public static void RefuseEncoded(ReadOnlySpan<byte> body)
    {
        if (IsEncoded(body))
        {
            throw new RefusalException(
                RefusalReason.UnsupportedMediaType,
                "The body is a percent-encoded form, such as curl --data-urlencode sends, and a message is not decoded; send the text as it is, with Content-Type: text/plain.");
        }
    }

    private static bool IsEncoded(ReadOnlySpan<byte> body)
    {
        var hasEscape = false;
        while (body.IndexOfAnyExcept(s_unencoded) is >= 0 and var at)
        {
            if (body.Length < at + 3 || body[at] != '%' || !char.IsAsciiHexDigit((char)body[at + 1]) || !char.IsAsciiHexDigit((char)body[at + 2]))
                return false;
            hasEscape = true;
            body = body[(at + 3)..];
        }

        return hasEscape;
    }
}
