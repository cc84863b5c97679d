using Microsoft.Extensions.Options;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>Computes the delay before the next request after a request to a webhook has failed.</summary>
internal sealed class WebhookBackoff(IOptions<WebhookOptions> options)
{
    // The maximum delay that a receiver can request with the header Retry-After.
    private static readonly TimeSpan s_maxRetryAfter = TimeSpan.FromDays(1);

    /// <summary>
    /// Returns the delay after a number of consecutive failures. It doubles with each failure, and is shortened at random by up to a half,
    /// so that requests that failed together are not repeated together. It is at least the delay of the receiver's Retry-After.
    /// </summary>
    public TimeSpan After(int failures, TimeSpan? retryAfter)
    {
        var delay = options.Value.Backoff * Math.Pow(2, Math.Min(Math.Max(failures, 1) - 1, 30));
        delay = (delay < options.Value.MaxBackoff ? delay : options.Value.MaxBackoff) * (0.5 + (Random.Shared.NextDouble() / 2));
        return retryAfter is { } least && Limit(least) > delay ? Limit(least) : delay;
    }

    /// <summary>Limits the delay of a receiver's Retry-After to one day.</summary>
    public static TimeSpan Limit(TimeSpan delay) => delay < s_maxRetryAfter ? delay : s_maxRetryAfter;
}
