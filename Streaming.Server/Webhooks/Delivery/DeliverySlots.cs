using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Limits how many topics of one webhook are delivered at the same time in this process. Also suspends a webhook whose receiver does not
/// respond: no requests are sent for a time, and then one request tests the receiver. Topics without a free slot, and topics of suspended
/// webhooks, wait in memory. If the process ends, a scan of all topics at the next start finds their messages.
/// </summary>
internal sealed class DeliverySlots(WebhookBackoff backoff, IOptions<WebhookOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>The longest time for which an overloaded receiver suspends a webhook with all its topics.</summary>
    internal static readonly TimeSpan MaxBusyTime = TimeSpan.FromMinutes(1);

    private const int Parts = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<WebhookId, ReceiverState> _states = [];
    private readonly int _maxProbes = Math.Max(1, options.Value.Concurrency / Parts);
    private int _probes;

    /// <summary>
    /// A function that is called when a slot (the place for one running delivery) becomes free or a suspension ends, so that a waiting
    /// topic can be delivered.
    /// </summary>
    public Action? OnReady { get; set; }

    /// <summary>
    /// Returns an object with which a delivery of a topic to a webhook can acquire a slot (the place for one running delivery). If no slot
    /// is free then, the given topic waits until <see cref="TakeReady"/> returns it.
    /// </summary>
    public DeliverySlot For(WebhookId id, TopicName? topic) => new(this, id, topic);

    /// <summary>
    /// If a webhook has no free slot (place for one running delivery) for a topic, makes the topic wait and returns true. Otherwise returns
    /// false.
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
    /// Removes the waiting topics for which a slot (the place for one running delivery) is free now, and returns them. Also returns the
    /// webhooks that had more waiting topics than are kept in memory. For these, the caller must scan all topics.
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
    /// Ends the suspension of a webhook, because the webhook was changed. (A suspended webhook receives no requests for a time, because its
    /// receiver did not respond.) The change may be a new URL whose receiver responds.
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

    /// <summary>
    /// Removes the state of webhooks that are no longer active (failures, suspension and waiting topics). The state of a webhook with a
    /// running delivery stays.
    /// </summary>
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
    /// Acquires a slot (the place for one running delivery) for the delivery of a topic to a webhook. Returns null if no slot is free. If
    /// the receiver did not respond to the previous request, this delivery is a test of the receiver; the result shows this too.
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

    /// <summary>
    /// Records that the receiver of a webhook has responded. This ends a suspension for a missing response. A suspension for another reason
    /// stays, because the response may be to a request that was sent before the suspension.
    /// </summary>
    internal void MarkResponded(ReceiverState state)
    {
        lock (_gate)
        {
            state.Failures = 0;
            if (state.EndsWithResponse)
                Recover(state);
        }
    }

    /// <summary>
    /// Suspends a webhook (sends it no requests for a time), because its receiver did not respond. Requests that were sent at the same time
    /// count as one failure.
    /// </summary>
    internal void Suspend(ReceiverState state)
    {
        lock (_gate)
        {
            if (state.SuspendedUntil is not null)
                return;
            SuspendFor(state, backoff.After(++state.Failures, retryAfter: null));
            state.EndsWithResponse = true;
        }
    }

    /// <summary>
    /// Suspends a webhook, which then receives no requests for the given delay. There are three possible reasons: the receiver is
    /// overloaded, the rate limit of the webhook is reached, or the circuit breaker of the receiver's host blocks calls.
    /// </summary>
    internal void SuspendFor(ReceiverState state, TimeSpan delay)
    {
        lock (_gate)
        {
            var until = time.GetUtcNow() + delay;
            if (state.SuspendedUntil >= until)
                return;
            (state.SuspendedUntil, state.EndsWithResponse) = (until, false);
            state.Timer?.Dispose();
            var number = ++state.Suspension;
            state.Timer = time.CreateTimer(_ => EndSuspension(state, number), state: null, delay, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>
    /// Records that the receiver of a webhook has refused the messages of a topic with status 429 or 503 and a delay. If the receiver has
    /// refused another topic in the same way before, and accepted none since, it is overloaded: the webhook is suspended for the delay. The
    /// suspension lasts at most <see cref="MaxBusyTime"/>, because the receiver may accept the messages of other topics.
    /// </summary>
    internal void MarkBusy(ReceiverState state, TopicName topic, TimeSpan delay)
    {
        lock (_gate)
        {
            if (state.RefusedTopic is { } other && other != topic)
                SuspendFor(state, delay < MaxBusyTime ? delay : MaxBusyTime);
            state.RefusedTopic = topic;
        }
    }

    /// <summary>Records that the receiver of a webhook has accepted messages.</summary>
    internal void MarkAccepted(ReceiverState state)
    {
        lock (_gate)
            state.RefusedTopic = null;
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

    // Returns the number of further topics that can be delivered to a webhook now. All receivers that do not respond may together use at
    // most a quarter of the slots (places for running deliveries), so that they do not delay deliveries to other receivers.
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
        (state.Failures, state.SuspendedUntil, state.EndsWithResponse) = (0, null, false);
        state.Timer?.Dispose();
        state.Timer = null;
        state.Suspension++;
    }

    private void EndSuspension(ReceiverState state, int number)
    {
        lock (_gate)
        {
            // The timer may call although a longer suspension has replaced its own meanwhile.
            if (state.Suspension != number)
                return;
            (state.SuspendedUntil, state.EndsWithResponse) = (null, false);
        }

        OnReady?.Invoke();
    }

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;
}
