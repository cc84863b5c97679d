using System.Text;
using System.Text.Unicode;

namespace Streaming.Server.Jobs.Handlers.Fetch;

/// <summary>Converts response bodies to JSON strings and truncates them.</summary>
internal static class FetchedBody
{
    // JSON writes a control character as six characters.
    private const int MostPerCharacter = 6;

    /// <summary>The body as text if it is UTF-8 (its last character may be incomplete), otherwise in base64.</summary>
    public static (string? Text, string? Base64) Show(ReadOnlySpan<byte> body, bool isTruncated)
    {
        if (body.IsEmpty)
            return (null, null);
        for (var cut = 0; cut <= (isTruncated ? Math.Min(3, body.Length - 1) : 0); cut++)
        {
            if (Utf8.IsValid(body[..^cut]))
                return (Encoding.UTF8.GetString(body[..^cut]), null);
        }

        return (null, Convert.ToBase64String(body));
    }

    /// <summary>The same result, with the body truncated to at most the given number of bytes in JSON.</summary>
    public static FetchedUrl Cut(FetchedUrl url, int bytes)
    {
        var text = bytes / MostPerCharacter;
        if (url.Body is { } body && body.Length > text)
            return url with { Body = Beginning(body, text), Truncated = true };
        // Only whole groups of four characters are valid base64.
        var base64 = bytes / 4 * 4;
        return url.BodyBase64 is { } binary && binary.Length > base64 ? url with { BodyBase64 = binary[..base64], Truncated = true } : url;
    }

    private static string Beginning(string text, int length) =>
        text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
