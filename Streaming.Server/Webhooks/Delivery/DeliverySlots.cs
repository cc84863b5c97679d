using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Limits how many topics of one webhook are delivered at the same time in this process. Also suspends a webhook whose receiver does not
/// respond: no requests are sent for a time, then one request tests the receiver. Topics that must not be delivered yet wait in memory,
/// without a job. If the process ends, a scan of all topics at the next start finds them.
/// </summary>
internal sealed class DeliverySlots(WebhookBackoff backoff, IOptions<WebhookOptions> options, TimeProvider time) : IDisposable
{
    private const int Parts = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<WebhookId, ReceiverState> _states = [];
    private readonly int _maxProbes = Math.Max(1, options.Value.Concurrency / Parts);
    private int _probes;

    /// <summary>The callback for the time at which a topic that waits for a slot may be delivered.</summary>
    public Action? OnReady { get; set; }

    /// <summary>
    /// Returns a slot object for the delivery of a topic to a webhook, which does not hold a slot yet. If no slot is free when the delivery
    /// acquires it, the given topic waits until <see cref="TakeReady"/> returns the topic.
    /// </summary>
    public DeliverySlot For(WebhookId id, TopicName? topic) => new(this, id, topic);

    /// <summary>
    /// If a webhook has no free slot for a topic, adds the topic to the waiting topics and returns true; otherwise returns false.
    /// </summary>
    public bool TryDefer(WebhookId id, TopicName topic)
    {
        lock (_gate)
        {
            if (!_states.TryGetValue(id, out var state) || FreeOf(state) > 0)
                return false;
            state.Wait(topic);
            return true;
        }
    }

    /// <summary>
    /// Returns the waiting topics for which a slot is free now. Also returns the webhooks for which more topics waited than are kept in
    /// memory: a scan must find the other topics.
    /// </summary>
    public (IReadOnlyList<(WebhookId Webhook, TopicName Topic)> Topics, IReadOnlyList<WebhookId> Missed) TakeReady()
    {
        var (topics, missed) = (new List<(WebhookId, TopicName)>(), new List<WebhookId>());
        lock (_gate)
        {
            foreach (var state in _states.Values)
            {
                for (var free = FreeOf(state); free > 0 && state.DequeueWaiting() is { } topic; free--)
                    topics.Add((state.Id, topic));
                if (state.TryResetMissed())
                    missed.Add(state.Id);
            }
        }

        return (topics, missed);
    }

    /// <summary>Returns the time until the suspension of a webhook ends; null if the webhook is not suspended.</summary>
    public TimeSpan? SuspensionOf(WebhookId id)
    {
        lock (_gate)
            return _states.TryGetValue(id, out var state) && state.SuspendedUntil is { } until ? Positive(until - time.GetUtcNow()) : null;
    }

    /// <summary>
    /// Ends the suspension of a webhook (the time without requests) after a change, since the webhook may have another receiver now, which
    /// responds.
    /// </summary>
    public void Reset(WebhookId id)
    {
        lock (_gate)
        {
            if (_states.TryGetValue(id, out var state))
                Recover(state);
        }

        OnReady?.Invoke();
    }

    /// <summary>Removes the failures and the waiting topics of webhooks that are no longer active.</summary>
    public void RemoveExcept(IReadOnlySet<WebhookId> active)
    {
        lock (_gate)
        {
            foreach (var state in _states.Values.Where(state => state.Active == 0 && !active.Contains(state.Id)).ToList())
            {
                state.Timer?.Dispose();
                _states.Remove(state.Id);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var state in _states.Values)
                state.Timer?.Dispose();
        }
    }

    /// <summary>
    /// Acquires a slot for the delivery of a topic to a webhook; returns null if no slot is free. The result also shows whether the
    /// delivery tests a receiver that did not respond.
    /// </summary>
    internal (ReceiverState? State, bool IsProbe) TryAcquire(WebhookId id, TopicName? topic)
    {
        lock (_gate)
        {
            var state = StateOf(id);
            var isProbe = state.Failures > 0;
            if (FreeOf(state) == 0)
            {
                if (topic is { } waiting)
                    state.Wait(waiting);
                return (null, false);
            }

            state.Active++;
            _probes += isProbe ? 1 : 0;
            return (state, isProbe);
        }
    }

    /// <summary>Ends the suspension of a webhook, since its receiver has responded.</summary>
    internal void MarkResponded(ReceiverState state)
    {
        lock (_gate)
            Recover(state);
    }

    /// <summary>
    /// Suspends a webhook (sends it no requests for a time), since its receiver did not respond. Requests that were sent at the same time
    /// count as one failure.
    /// </summary>
    internal void Suspend(ReceiverState state)
    {
        lock (_gate)
        {
            if (state.SuspendedUntil is null)
                SuspendFor(state, backoff.After(++state.Failures, retryAfter: null));
        }
    }

    /// <summary>
    /// Suspends a webhook (sends it no requests) for the time that its receiver has requested, or while the circuit breaker of the
    /// receiver's host blocks calls.
    /// </summary>
    internal void SuspendFor(ReceiverState state, TimeSpan delay)
    {
        lock (_gate)
        {
            var until = time.GetUtcNow() + delay;
            if (state.SuspendedUntil >= until)
                return;
            state.SuspendedUntil = until;
            state.Timer?.Dispose();
            state.Timer = time.CreateTimer(_ => EndSuspension(state), state: null, delay, Timeout.InfiniteTimeSpan);
        }
    }

    internal void Release(ReceiverState state, bool isProbe)
    {
        bool isReady;
        lock (_gate)
        {
            state.Active--;
            _probes -= isProbe ? 1 : 0;
            isReady = _states.Values.Any(each => each.Waiting > 0 || each.HasMissed);
        }

        if (isReady)
            OnReady?.Invoke();
    }

    // Returns the number of free slots of a webhook. All receivers that did not respond share a quarter of the slots, so that they do not
    // delay the other receivers.
    private int FreeOf(ReceiverState state) => state.Failures > 0 && _probes >= _maxProbes ? 0 : state.Free;

    private ReceiverState StateOf(WebhookId id)
    {
        if (!_states.TryGetValue(id, out var state))
            _states.Add(id, state = new ReceiverState(
                id, Math.Min(options.Value.ConcurrencyPerWebhook, Math.Max(1, options.Value.Concurrency / Parts))));
        return state;
    }

    private static void Recover(ReceiverState state)
    {
        (state.Failures, state.SuspendedUntil) = (0, null);
        state.Timer?.Dispose();
        state.Timer = null;
    }

    private void EndSuspension(ReceiverState state)
    {
        lock (_gate)
            state.SuspendedUntil = null;
        OnReady?.Invoke();
    }

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;
}
