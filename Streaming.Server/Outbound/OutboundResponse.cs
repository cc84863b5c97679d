using System.Globalization;
using System.Net.Http.Headers;

namespace Streaming.Server.Outbound;

/// <summary>The response of another server to a request of this server.</summary>
public sealed record OutboundResponse
{
    /// <summary>The HTTP status code of the response.</summary>
    public required int Status { get; init; }

    /// <summary>
    /// The headers of the response and of its body. The names are case-insensitive; several values of one header are joined by commas.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body of the response, at most as many bytes as the size limit of the call allows.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the body of the response was longer than the size limit of the call, so that its end was not read.</summary>
    public required bool IsTruncated { get; init; }

    /// <summary>
    /// The duration of the call, from its start until the last byte of the response was read. The time in which the call waited for other
    /// calls to end is not included.
    /// </summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Whether the status code of the response is from 200 to 299.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>
    /// Returns the delay in the header <c>Retry-After</c>, after which the other server accepts the next request; null without this header.
    /// </summary>
    /// <param name="now">The current time, from which the delay is calculated if the header contains a date.</param>
    /// <returns>The delay, at least zero. <see cref="TimeSpan.MaxValue"/> if the header contains a number of seconds that is too large for
    /// a time span.</returns>
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
