using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Handlers.Fetch;

/// <summary>Converts the bodies of responses to JSON strings, and truncates them.</summary>
internal static class FetchedBody
{
    // The maximum number of characters in JSON for one character of text: six, for a control character such as \u0001.
    private const int MostPerCharacter = 6;

    // The bytes in JSON of a truncated body in an event. The URL and the other properties need the rest.
    private const int MaxBodyOfLongEvent = JobEvents.MaxEventBytes * 3 / 4;

    /// <summary>
    /// Returns the body as text if the body is UTF-8; its last character may be incomplete. Otherwise returns the body in Base64.
    /// </summary>
    public static (string? Text, string? Base64) Decode(ReadOnlySpan<byte> body, bool isTruncated)
    {
        if (body.IsEmpty)
            return (null, null);
        for (var omitted = 0; omitted <= (isTruncated ? Math.Min(3, body.Length - 1) : 0); omitted++)
        {
            if (Utf8.IsValid(body[..^omitted]))
                return (Encoding.UTF8.GetString(body[..^omitted]), null);
        }

        return (null, Convert.ToBase64String(body));
    }

    /// <summary>Returns the result of a URL with a truncated body, which has at most the given number of bytes in JSON.</summary>
    public static FetchedUrl Truncate(FetchedUrl url, int bytes)
    {
        var text = bytes / MostPerCharacter;
        if (url.Body is { } body && body.Length > text)
            return url with { Body = Beginning(body, text), Truncated = true };
        // Base64 is cut to a multiple of four characters, because only whole groups of four characters can be decoded.
        var base64 = bytes / 4 * 4;
        return url.BodyBase64 is { } binary && binary.Length > base64 ? url with { BodyBase64 = binary[..base64], Truncated = true } : url;
    }

    /// <summary>
    /// Returns the result of a URL as an event may have it. Its body is truncated if it has so many control characters that it would be
    /// too long in JSON.
    /// </summary>
    public static FetchedUrl FitIntoEvent(FetchedUrl url) =>
        JobJson.Write(url).Length <= JobEvents.MaxEventBytes ? url : Truncate(url, MaxBodyOfLongEvent);

    /// <summary>Returns at most the given number of characters of a text, without half a surrogate pair at the end.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Beginning(string? text, int length) => text is null || text.Length <= length ? text
        : text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
