using Microsoft.Extensions.Options;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>Computes the delay after a failure.</summary>
internal sealed class WebhookBackoff(IOptions<WebhookOptions> options)
{
    // The longest Retry-After of a receiver that is respected.
    private static readonly TimeSpan s_maxRetryAfter = TimeSpan.FromDays(1);

    /// <summary>
    /// The delay doubles with each failure, minus up to half of it at random, so that requests that failed together are not repeated
    /// together. It is at least the receiver's Retry-After.
    /// </summary>
    public TimeSpan After(int failures, TimeSpan? retryAfter)
    {
        var delay = options.Value.Backoff * Math.Pow(2, Math.Min(Math.Max(failures, 1) - 1, 30));
        delay = (delay < options.Value.MaxBackoff ? delay : options.Value.MaxBackoff) * (0.5 + (Random.Shared.NextDouble() / 2));
        return retryAfter is { } least && Limit(least) > delay ? Limit(least) : delay;
    }

    /// <summary>Limits a receiver's Retry-After to one day.</summary>
    public static TimeSpan Limit(TimeSpan delay) => delay < s_maxRetryAfter ? delay : s_maxRetryAfter;
}
