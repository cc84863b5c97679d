using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// The slot that the delivery of one topic to a webhook holds while it sends requests. The number of slots limits the deliveries that run
/// at the same time.
/// </summary>
/// <param name="slots">The limiter that has all slots of webhook deliveries in this process.</param>
/// <param name="id">The id of the webhook.</param>
/// <param name="topic">The topic that waits in <see cref="DeliverySlots"/> if no slot is free, and is delivered when one is free; null if
/// the topic need not wait there, since the caller itself tries again later.</param>
internal sealed class DeliverySlot(DeliverySlots slots, WebhookId id, TopicName? topic) : IDisposable
{
    private ReceiverState? _state;
    private bool _isProbe;

    /// <summary>Acquires the slot, unless the delivery already holds it; returns false if no slot is free.</summary>
    public bool TryAcquire()
    {
        if (_state is null)
            (_state, _isProbe) = slots.TryAcquire(id, topic);
        return _state is not null;
    }

    /// <summary>
    /// Reports the results of requests that were sent at the same time to a webhook. If the receiver did not respond to any of them, the
    /// webhook is suspended: no topic is delivered to it for a time. It is also suspended if the receiver is overloaded and requests a
    /// delay.
    /// </summary>
    public void Report(IEnumerable<SendResult> results)
    {
        if (_state is not { } state)
            return;
        var (hasResponse, hasNoResponse, pause) = (false, false, (TimeSpan?)null);
        foreach (var result in results)
        {
            hasResponse |= result.Delivery.Status is not null;
            hasNoResponse |= result.HasNoResponse;
            pause = result.SuspendsWebhook && (pause is null || result.RetryAfter > pause) ? result.RetryAfter : pause;
        }

        if (hasResponse)
            slots.MarkResponded(state);
        else if (hasNoResponse)
            slots.Suspend(state);
        if (pause is { } delay)
            slots.SuspendFor(state, WebhookBackoff.Limit(delay));
    }

    /// <summary>Releases the slot of this delivery, so that another topic can be delivered.</summary>
    public void Release()
    {
        if (_state is not { } state)
            return;
        _state = null;
        slots.Release(state, _isProbe);
    }

    public void Dispose() => Release();
}
