using System.Text;
using Streaming.Server.Outbound;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>Converts the beginning of a receiver's response to text, for the list of requests of a webhook.</summary>
internal static class ResponseText
{
    /// <summary>The maximum number of bytes of a response that are read and kept.</summary>
    public const int MaxBytes = 1_024;

    private const int MaxBytesOfCharacter = 4;

    /// <summary>
    /// Returns the body of a response as text; null without a body. Bytes that are not UTF-8 become U+FFFD, except those of a character
    /// that was cut off at the end.
    /// </summary>
    public static string? Of(OutboundResponse response)
    {
        var body = response.Body.Span;
        body = body[..Math.Min(body.Length, MaxBytes)];
        if (response.IsTruncated)
            body = body[..EndOfLastCharacter(body)];
        return body.IsEmpty ? null : Encoding.UTF8.GetString(body);
    }

    private static int EndOfLastCharacter(ReadOnlySpan<byte> utf8)
    {
        for (var length = 1; length < MaxBytesOfCharacter && length <= utf8.Length; length++)
        {
            // In UTF-8, the first byte of a character begins with the bits 0 or 11, and all other bytes begin with the bits 10.
            var first = utf8[^length];
            if ((first & 0xC0) == 0x80)
                continue;
            var needed = first switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
            return needed > length ? utf8.Length - length : utf8.Length;
        }

        return utf8.Length;
    }
}
