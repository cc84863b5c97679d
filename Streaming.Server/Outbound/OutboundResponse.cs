using System.Globalization;
using System.Net.Http.Headers;

namespace Streaming.Server.Outbound;

/// <summary>What another server has answered.</summary>
public sealed record OutboundResponse
{
    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>The headers of the answer and of its body. A name is found whatever its case; several values are joined by commas.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body, up to the limit.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether there was more than the limit.</summary>
    public required bool IsTruncated { get; init; }

    /// <summary>From the call's turn to the last byte that was read.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Whether the status says that it went well (200 to 299).</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>When the other server says to call again at the earliest, in a header <c>Retry-After</c>; null where it says nothing.</summary>
    /// <param name="now">The time, for servers that give a date.</param>
    /// <returns>At least zero. More seconds than can be counted are <see cref="TimeSpan.MaxValue"/>: the server wants to be left alone, and the caller has a longest wait of its own.</returns>
    public TimeSpan? RetryAfter(DateTimeOffset now)
    {
        if (!Headers.TryGetValue("Retry-After", out var text))
            return null;
        if (text.Trim(' ', '\t') is { Length: > 0 } digits && digits.All(char.IsAsciiDigit))
            return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
        if (!RetryConditionHeaderValue.TryParse(text, out var value))
            return null;
        var wait = value.Date - now;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
