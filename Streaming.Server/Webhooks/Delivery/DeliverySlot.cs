using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>The slot of one topic of a webhook, which is taken while requests are sent.</summary>
/// <param name="slots">All slots.</param>
/// <param name="id">The webhook.</param>
/// <param name="topic">The topic that waits in <see cref="DeliverySlots"/> if no slot is free; null if the owner waits by itself.</param>
internal sealed class DeliverySlot(DeliverySlots slots, WebhookId id, TopicName? topic) : IDisposable
{
    private ReceiverState? _state;
    private bool _isProbe;

    /// <summary>Takes the slot, if it is not taken already; false if no slot is free.</summary>
    public bool TryEnter()
    {
        if (_state is null)
            (_state, _isProbe) = slots.TryEnter(id, topic);
        return _state is not null;
    }

    /// <summary>
    /// Reports the results of requests that were sent together. A failure answer concerns only its topic; a missing answer suspends the
    /// whole webhook.
    /// </summary>
    public void Report(IEnumerable<SendResult> results)
    {
        if (_state is not { } state)
            return;
        var (isAnswered, isUnanswered, pause) = (false, false, (TimeSpan?)null);
        foreach (var result in results)
        {
            isAnswered |= result.Made.Status is not null;
            isUnanswered |= result.IsUnanswered;
            pause = result.DemandsPause && (pause is null || result.RetryAfter > pause) ? result.RetryAfter : pause;
        }

        if (isAnswered)
            slots.Answered(state);
        else if (isUnanswered)
            slots.Suspend(state);
        if (pause is { } delay)
            slots.SuspendFor(state, WebhookBackoff.Limit(delay));
    }

    /// <summary>Releases the slot for other topics.</summary>
    public void Leave()
    {
        if (_state is not { } state)
            return;
        _state = null;
        slots.Leave(state, _isProbe);
    }

    public void Dispose() => Leave();
}
