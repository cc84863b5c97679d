using Microsoft.Extensions.Options;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>How long to wait after a failure.</summary>
internal sealed class WebhookBackoff(IOptions<WebhookOptions> options)
{
    // A receiver's wish is heeded within reason.
    private static readonly TimeSpan s_longestWish = TimeSpan.FromDays(1);

    /// <summary>Twice as long after each failure, less up to half at random, so that what failed together does not come back together; and no sooner than the receiver wishes.</summary>
    public TimeSpan After(int failures, TimeSpan? retryAfter)
    {
        var delay = options.Value.Backoff * Math.Pow(2, Math.Min(Math.Max(failures, 1) - 1, 30));
        delay = (delay < options.Value.MaxBackoff ? delay : options.Value.MaxBackoff) * (0.5 + (Random.Shared.NextDouble() / 2));
        return retryAfter is { } wish && Limit(wish) > delay ? Limit(wish) : delay;
    }

    /// <summary>What is heeded of a receiver's wish.</summary>
    public static TimeSpan Limit(TimeSpan wish) => wish < s_longestWish ? wish : s_longestWish;
}
