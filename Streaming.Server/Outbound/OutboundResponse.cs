using System.Globalization;
using System.Net.Http.Headers;

namespace Streaming.Server.Outbound;

/// <summary>The response of another server.</summary>
public sealed record OutboundResponse
{
    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>The headers of the response and of its body. Names are case-insensitive; several values are joined by commas.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body, up to the limit.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the body was longer than the limit.</summary>
    public required bool IsTruncated { get; init; }

    /// <summary>The duration from the call's permit to the last byte that was read.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Whether the status is 200 to 299.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The delay that the server demands in the header <c>Retry-After</c>; null without the header.</summary>
    /// <param name="now">The current time, for servers that send a date.</param>
    /// <returns>At least zero; <see cref="TimeSpan.MaxValue"/> for more seconds than a time span has. The caller limits the
    /// delay.</returns>
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
