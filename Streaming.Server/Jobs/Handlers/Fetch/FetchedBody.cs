using System.Text;
using System.Text.Unicode;

namespace Streaming.Server.Jobs.Handlers.Fetch;

/// <summary>What of a body is kept.</summary>
internal static class FetchedBody
{
    // A control character is six characters in JSON.
    private const int MostPerCharacter = 6;

    /// <summary>The body as text, if it is UTF-8 (perhaps cut within a character), else in base64.</summary>
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

    /// <summary>The same with at most so many bytes of body in JSON.</summary>
    public static FetchedUrl Cut(FetchedUrl url, int bytes)
    {
        var text = bytes / MostPerCharacter;
        if (url.Body is { } body && body.Length > text)
            return url with { Body = Beginning(body, text), Truncated = true };
        // Whole groups of four characters, so that what is left is base64 still.
        var base64 = bytes / 4 * 4;
        return url.BodyBase64 is { } binary && binary.Length > base64 ? url with { BodyBase64 = binary[..base64], Truncated = true } : url;
    }

    private static string Beginning(string text, int length) =>
        text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
