using System.Globalization;
using System.Net.Http.Headers;

namespace Streaming.Server.Outbound;

/// <summary>The response of another server to an outbound call.</summary>
public sealed record OutboundResponse
{
    /// <summary>The HTTP status code of the response.</summary>
    public required int Status { get; init; }

    /// <summary>The headers of the response and of its body. Names are case-insensitive; several values are joined by commas.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body of the response, up to the size limit of the call.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the body of the response was longer than the size limit, and was cut.</summary>
    public required bool IsTruncated { get; init; }

    /// <summary>The duration of the call from its permit to the last byte of the response that was read.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Whether the status code of the response is 200 to 299.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Returns the delay that the other server demands in the header <c>Retry-After</c>; null without the header.</summary>
    /// <param name="now">The current time. The delay is computed from it if the header contains a date.</param>
    /// <returns>The delay, at least zero; <see cref="TimeSpan.MaxValue"/> if the number of seconds is too large for a time span. The delay
    /// is not limited otherwise.</returns>
    public TimeSpan? RetryAfter(DateTimeOffset now)
    {
        if (!Headers.TryGetValue("Retry-After", out var text))
            return null;
        if (text.Trim(' ', '\t') is { Length: > 0 } digits && digits.All(char.IsAsciiDigit))
            return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
        if (!RetryConditionHeaderValue.TryParse(text, out var value))
            return null;
        var wait = value.Date - now;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
