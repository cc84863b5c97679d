using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Limits how many topics of one webhook are delivered at the same time in this process, and suspends a webhook whose receiver does not
/// respond. When the suspension ends, one request tests the receiver; the other topics wait in memory, without a job, until the receiver
/// responds. If the process ends, a scan of all topics at the next start finds the waiting topics.
/// </summary>
internal sealed class DeliverySlots(WebhookBackoff backoff, IOptions<WebhookOptions> options, TimeProvider time) : IDisposable
{
    private const int Parts = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<WebhookId, ReceiverState> _states = [];
    private readonly int _maxProbes = Math.Max(1, options.Value.Concurrency / Parts);
    private int _probes;

    /// <summary>Called when a slot may be free for a topic that waits.</summary>
    public Action? OnReady { get; set; }

    /// <summary>
    /// Returns the slot of a topic, which is not acquired yet. If no slot is free when it is acquired, the given topic waits until
    /// <see cref="TakeReady"/> returns it.
    /// </summary>
    public DeliverySlot For(WebhookId id, TopicName? topic) => new(this, id, topic);

    /// <summary>Makes a topic wait if no slot is free, and returns true; returns false if a slot is free.</summary>
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
    /// Returns the waiting topics that can have a slot now, and the webhooks for which too many topics waited to keep them all in memory.
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

    /// <summary>Returns the remaining time of a webhook's suspension; null if the webhook is not suspended.</summary>
    public TimeSpan? SuspensionOf(WebhookId id)
    {
        lock (_gate)
            return _states.TryGetValue(id, out var state) && state.SuspendedUntil is { } until ? Positive(until - time.GetUtcNow()) : null;
    }

    /// <summary>Ends the suspension of a webhook that was changed, since it may have another receiver now, which responds.</summary>
    public void Reset(WebhookId id)
    {
        lock (_gate)
        {
            if (_states.TryGetValue(id, out var state))
                Recover(state);
        }

        OnReady?.Invoke();
    }

    /// <summary>Removes the state of webhooks that are no longer active.</summary>
    public void Keep(IReadOnlySet<WebhookId> active)
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

    /// <summary>Acquires a slot for a topic of a webhook; returns null if no slot is free.</summary>
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

    /// <summary>Suspends a webhook whose receiver did not respond. Requests that were sent at the same time count as one failure.</summary>
    internal void Suspend(ReceiverState state)
    {
        lock (_gate)
        {
            if (state.SuspendedUntil is null)
                SuspendFor(state, backoff.After(++state.Failures, retryAfter: null));
        }
    }

    /// <summary>
    /// Suspends a webhook for the time that its receiver has requested, or while the circuit breaker of the receiver's host is open.
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

    // Receivers that do not respond share a quarter of all slots, so that many of them do not delay the other receivers.
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
