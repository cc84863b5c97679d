using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Text;
using Streaming.Server.DurableSubscriptions.Register;

namespace Streaming.Server.DurableSubscriptions.Wakes;

/// <summary>
/// Acts on the deadlines of durable subscriptions: the lease of a wake (the notice to a worker) expires, or a webhook is to be called
/// again. Runs the dispatcher at the earliest of these times. Also runs it at intervals, to read the subscriptions that other processes
/// have changed.
/// </summary>
internal sealed class WakeDeadlines : IDisposable
{
    private static readonly TimeSpan s_reloadInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly SubscriptionReader _reader;
    private readonly SubscriptionWriter _writer;
    private readonly WakeStarter _starter;
    private readonly WebhookWakes _webhooks;
    private readonly WakeTriggers _triggers;
    private readonly StoreClock _time;
    private readonly ITimer _timer;
    private DateTime _reload = DateTime.MinValue;

    public WakeDeadlines(
        SubscriptionReader reader, SubscriptionWriter writer, WakeStarter starter, WebhookWakes webhooks, WakeTriggers triggers,
        StoreClock time)
    {
        (_reader, _writer, _starter, _webhooks, _triggers, _time) = (reader, writer, starter, webhooks, triggers, time);
        _timer = time.CreateTimer(_ => triggers.Rearm(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>
    /// Returns whether it is time to read the subscriptions from the store again, because other processes may have changed them.
    /// </summary>
    public bool IsReloadDue()
    {
        var now = _time.UtcNowMicroseconds();
        // If the clock was set back, the next time to read would otherwise be hours away.
        if (now < _reload && _reload - now <= s_reloadInterval)
            return false;
        _reload = now + s_reloadInterval;
        return true;
    }

    /// <summary>
    /// Sets the timer that runs the dispatcher next. It runs when the lease of a worker (its right to process messages alone) expires, when
    /// a webhook is to be called, or when the subscriptions are to be read again.
    /// </summary>
    public void Arm(IEnumerable<ActiveSubscription> active)
    {
        var due = active.Select(each => each.Due).OfType<DateTime>().Append(_reload).Min();
        var wait = due - _time.UtcNowMicroseconds();
        if (wait <= TimeSpan.Zero)
            _triggers.Rearm();
        else
            _timer.Change(wait < s_reloadInterval ? wait : s_reloadInterval, Timeout.InfiniteTimeSpan);
    }

    public void RetrySoon()
    {
        _reload = DateTime.MinValue;
        _timer.Change(s_pauseAfterFailure, Timeout.InfiniteTimeSpan);
    }

    public Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(s_pauseAfterFailure, _time, cancellationToken);

    /// <summary>Stops the requests that deliver wakes (notices of new messages) to webhooks.</summary>
    public Task StopAsync() => _webhooks.StopAsync();

    /// <summary>
    /// Handles a subscription whose deadline has passed: the lease of its worker (the right to process the messages alone) has expired, or
    /// its webhook is to be called again.
    /// </summary>
    public async Task RunAsync(ActiveSubscription active, CancellationToken cancellationToken)
    {
        if (!(active.Due <= _time.UtcNowMicroseconds()))
            return;
        var state = await _reader.ReadAsync(active.Subscription.Id, cancellationToken);
        _writer.Refresh(state.Subscription);
        var (subscription, now) = (state.Subscription, _time.UtcNowMicroseconds());
        if (!subscription.IsAwake(now))
        {
            await StartNextAsync(state, cancellationToken);
            return;
        }

        if (!(subscription.NextAttempt <= now))
            return;
        // Delivers the same wake (notice of new messages) to the webhook again. If several processes try this, only the process whose write
        // succeeds delivers the wake.
        var next = subscription.WithLease(now) with { NextAttempt = null, Version = subscription.Version + 1 };
        if (await _writer.TryWriteAsync(new SubscriptionWrite(next), cancellationToken))
            _webhooks.Start(next);
    }

    // Ends the wake (notice to a worker) whose lease (the worker's right to process the messages alone) has expired, and starts the next
    // wake. If the webhook has failed, the next wake starts only when the webhook is to be called again.
    private async Task StartNextAsync(SubscriptionState state, CancellationToken cancellationToken)
    {
        var before = state.Subscription;
        var ended = before.WithoutWake() with
        {
            NextAttempt = state.FirstPending is null ? null : before.NextAttempt,
            Version = before.Version + 1,
        };
        if (before.WakeId is not null || before.NextAttempt != ended.NextAttempt)
        {
            if (!await _writer.TryWriteAsync(new SubscriptionWrite(ended), cancellationToken))
                return;
            state = state with { Subscription = ended };
        }

        await _starter.StartAsync(state, cancellationToken);
    }
}
