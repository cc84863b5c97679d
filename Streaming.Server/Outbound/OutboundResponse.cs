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
    public TimeSpan? RetryAfter(DateTimeOffset now)
    {
        if (!Headers.TryGetValue("Retry-After", out var text) || !RetryConditionHeaderValue.TryParse(text, out var value))
            return null;
        var wait = value.Delta ?? (value.Date - now);
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
