using Microsoft.Extensions.Options;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>Computes the delay after which a failed request to a webhook is repeated.</summary>
internal sealed class WebhookBackoff(IOptions<WebhookOptions> options)
{
    // The maximum delay that a receiver can request with the header Retry-After.
    private static readonly TimeSpan s_maxRetryAfter = TimeSpan.FromDays(1);

    /// <summary>
    /// Returns the delay before the next request, after a number of consecutive failed requests. The delay doubles with each failure. It is
    /// shortened at random by up to a half, so that requests that failed together are not repeated together. It is at least the delay that
    /// the receiver has requested with the header <c>Retry-After</c>.
    /// </summary>
    public TimeSpan After(int failures, TimeSpan? retryAfter)
    {
        var delay = options.Value.Backoff * Math.Pow(2, Math.Min(Math.Max(failures, 1) - 1, 30));
        delay = (delay < options.Value.MaxBackoff ? delay : options.Value.MaxBackoff) * (0.5 + (Random.Shared.NextDouble() / 2));
        return retryAfter is { } least && Limit(least) > delay ? Limit(least) : delay;
    }

    /// <summary>Limits the delay that a receiver has requested with the header <c>Retry-After</c> to one day.</summary>
    public static TimeSpan Limit(TimeSpan delay) => delay < s_maxRetryAfter ? delay : s_maxRetryAfter;
}
