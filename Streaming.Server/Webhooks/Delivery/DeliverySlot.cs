using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// The slot that a delivery of one topic to a webhook holds while it sends requests. The number of slots limits how many deliveries run at
/// the same time.
/// </summary>
/// <param name="slots">
/// The limiter that has all slots of webhook deliveries in this process (a slot is the place for one running delivery).
/// </param>
/// <param name="id">The id of the webhook.</param>
/// <param name="topic">
/// The topic, which waits in memory (in <see cref="DeliverySlots"/>) until a slot (the place for one running delivery) is free. Null if the
/// topic need not wait there, because the caller itself tries again later.
/// </param>
internal sealed class DeliverySlot(DeliverySlots slots, WebhookId id, TopicName? topic) : IDisposable
{
    private ReceiverState? _state;
    private bool _isProbe;

    /// <summary>
    /// Acquires the slot (the place for one running delivery), unless the delivery already holds it. Returns false if no slot is free.
    /// </summary>
    public bool TryAcquire()
    {
        if (_state is null)
            (_state, _isProbe) = slots.TryAcquire(id, topic);
        return _state is not null;
    }

    /// <summary>
    /// Reports the results of requests with messages of a topic that were sent at the same time to a webhook. If the receiver did not
    /// respond to any of them, or calls to its host are blocked, the webhook is suspended: no topic is delivered to it for a time. If the
    /// receiver refused the requests, only this topic waits. If the receiver is overloaded, all topics of the webhook wait.
    /// </summary>
    public void Report(TopicName sent, IReadOnlyCollection<SendResult> results)
    {
        if (_state is not { } state)
            return;
        if (results.Any(result => result.Delivery.Status is not null))
            slots.MarkResponded(state);
        else if (results.Any(result => result.HasNoResponse))
            slots.Suspend(state);
        if (results.Where(result => result.IsNotCalled).Max(result => result.RetryAfter) is { } delay)
            slots.SuspendFor(state, WebhookBackoff.Limit(delay));
        if (results.Where(result => result.IsBusy).Max(result => result.RetryAfter) is { } busy)
            slots.MarkBusy(state, sent, busy);
        else if (results.Any(result => result.IsSuccess))
            slots.MarkAccepted(state);
    }

    /// <summary>Releases the slot (the place for one running delivery) of this delivery, so that another topic can be delivered.</summary>
    public void Release()
    {
        if (_state is not { } state)
            return;
        _state = null;
        slots.Release(state, _isProbe);
    }

    public void Dispose() => Release();
}
