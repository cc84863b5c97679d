using System.Buffers;
using System.Text;
using Streaming.Server.Outbound;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Converts the beginning of a receiver's response to text, for the list of requests of a webhook. The values of the webhook's own headers
/// are never shown, so they are replaced if the receiver sends them back.
/// </summary>
internal static class ResponseText
{
    /// <summary>
    /// The maximum number of bytes of a response that are read. More bytes are read than kept: if the value of a header begins in the kept
    /// bytes, it is read to its end, so that it is recognized.
    /// </summary>
    public const int MaxReadBytes = MaxBytes + WebhookHeaders.MaxValueLength;

    // The maximum number of bytes of a response that are kept.
    private const int MaxBytes = 1_024;

    private const int MaxBytesOfCharacter = 4;

    // Shorter values of headers are not replaced: they may be parts of any text.
    private const int MinHiddenLength = 4;

    /// <summary>
    /// Returns the beginning of a response's body as text, with <c>***</c> for the values of the webhook's own headers; null without a
    /// body. Bytes that are not UTF-8 become U+FFFD, except those of a character that was cut off at the end.
    /// </summary>
    public static string? Of(OutboundResponse response, IReadOnlyDictionary<string, string> headers)
    {
        var body = response.Body.Span;
        var hidden = headers.Values.Where(value => value.Length >= MinHiddenLength).OrderByDescending(value => value.Length)
            .Select(Encoding.ASCII.GetBytes).ToList();
        var kept = new ArrayBufferWriter<byte>(MaxBytes);
        for (var i = 0; i < Math.Min(body.Length, MaxBytes);)
        {
            var length = LengthOfHidden(body[i..], hidden, response.IsTruncated);
            kept.Write(length > 0 ? "***"u8 : body.Slice(i, 1));
            i += Math.Max(1, length);
        }

        var text = kept.WrittenSpan;
        if (response.IsTruncated || body.Length > MaxBytes)
            text = text[..EndOfLastCharacter(text)];
        return text.IsEmpty ? null : Encoding.UTF8.GetString(text);
    }

    // Returns the length of the header value with which the bytes begin; 0 if they begin with no such value. At the end of a truncated
    // response, the beginning of a value is enough.
    private static int LengthOfHidden(ReadOnlySpan<byte> body, List<byte[]> hidden, bool isTruncated)
    {
        foreach (var value in hidden)
        {
            var length = Math.Min(value.Length, body.Length);
            if (length >= MinHiddenLength && (length == value.Length || isTruncated) && body.StartsWith(value.AsSpan(0, length)))
                return length;
        }

        return 0;
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
