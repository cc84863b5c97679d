using Microsoft.Extensions.Options;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Limits the number of requests per minute to the receiver of a webhook (<see cref="Webhook.MaxPerMinute"/>). The requests are spread
/// evenly over the minute; at most the requests of one second may follow each other immediately. On PostgreSQL, the limit applies to the
/// requests of all nodes (server processes) together.
/// </summary>
internal sealed class WebhookRateLimiter(ISharedRates rates, IOptions<WebhookOptions> options, TimeProvider time)
{
    /// <summary>
    /// The longest time that a request waits in this class. During the wait, the delivery holds one of the slots of its webhook (places for
    /// running deliveries). A request that would have to wait longer is not sent; its webhook is suspended for this time, without holding a
    /// slot.
    /// </summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    // A limit in the store gets its permits per second. Each second, this limit gets as many permits as requests are allowed in a minute.
    // So one request takes 60 permits.
    private const int PermitsOfRequest = 60;

    private static readonly TimeSpan s_burst = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<WebhookId, TimeSpan> _next = [];
    private readonly long _started = time.GetTimestamp();

    // The maximum number of requests that wait in this class at the same time. Each of them occupies one of the places for delivery jobs,
    // which all webhooks share. So the waiting requests may use at most a quarter of these places.
    private readonly int _maxWaiting = Math.Max(1, options.Value.Concurrency / 4);
    private int _waiting;

    /// <summary>Waits until the rate limit of a webhook allows a request.</summary>
    /// <returns>Null if the request may be sent now; otherwise the time after which it may be sent.</returns>
    public async Task<TimeSpan?> WaitAsync(Webhook webhook, CancellationToken cancellationToken)
    {
        if (webhook.MaxPerMinute is not { } perMinute)
            return null;
        var interval = TimeSpan.FromMinutes(1) / perMinute;
        var end = Now + MaxWait;
        while (Reserve(webhook.Id, interval, end) is { } wait)
        {
            if (wait > TimeSpan.Zero)
                await DelayAsync(wait, cancellationToken);
            if (await IsAllowedByAllNodesAsync(webhook.Id, perMinute, cancellationToken))
                return null;
        }

        lock (_gate)
            return _next.GetValueOrDefault(webhook.Id) - Now is var wait && wait > interval ? wait : interval;
    }

    /// <summary>Removes from memory the times of the next requests to webhooks that are no longer active.</summary>
    public void RemoveExcept(IReadOnlySet<WebhookId> active)
    {
        lock (_gate)
        {
            foreach (var id in _next.Keys.Where(id => !active.Contains(id)).ToList())
                _next.Remove(id);
        }
    }

    private TimeSpan Now => time.GetElapsedTime(_started);

    // Waits for the given time. After that, the request no longer counts as waiting.
    private async Task DelayAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(wait, time, cancellationToken);
        }
        finally
        {
            lock (_gate)
                _waiting--;
        }
    }

    // Reserves the next time at which this process may send a request to the webhook, and returns the wait until then. If this time is
    // later than the given end of the wait, or if too many requests wait already, returns null and reserves nothing. A request whose wait
    // is positive counts as waiting.
    private TimeSpan? Reserve(WebhookId id, TimeSpan interval, TimeSpan end)
    {
        lock (_gate)
        {
            var now = Now;
            var earliest = now - (interval < s_burst ? s_burst - interval : TimeSpan.Zero);
            var at = _next.TryGetValue(id, out var next) && next > earliest ? next : earliest;
            if (at > end || (at > now && _waiting >= _maxWaiting))
                return null;
            _next[id] = at + interval;
            _waiting += at > now ? 1 : 0;
            return at - now;
        }
    }

    // Returns whether the rate limit that all nodes share allows a request now. If the store does not answer, returns true: this process
    // then applies the limit alone.
    private async ValueTask<bool> IsAllowedByAllNodesAsync(WebhookId id, int perMinute, CancellationToken cancellationToken) =>
        !rates.IsShared || await rates.TakeAsync(
            $"webhook {id}", PermitsOfRequest, PermitsOfRequest, perMinute, Math.Max(PermitsOfRequest, perMinute), cancellationToken) != 0;
}
