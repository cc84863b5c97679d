using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>The slot of one topic of a webhook, which it takes while something is sent.</summary>
/// <param name="slots">All slots.</param>
/// <param name="id">The webhook.</param>
/// <param name="topic">The topic that waits among the slots where there is none; null where its owner waits by itself.</param>
internal sealed class DeliverySlot(DeliverySlots slots, WebhookId id, TopicName? topic) : IDisposable
{
    private ReceiverState? _state;
    private bool _isProbe;

    /// <summary>Takes the slot, unless it has it already; false if there is none now.</summary>
    public bool TryEnter()
    {
        if (_state is null)
            (_state, _isProbe) = slots.TryEnter(id, topic);
        return _state is not null;
    }

    /// <summary>Tells what came of requests, of which all were under way together. A topic's own failure says nothing of the webhook; that there is no answer does.</summary>
    public void Report(IEnumerable<SendResult> results)
    {
        if (_state is not { } state)
            return;
        var (isAnswered, isUnanswered, wish) = (false, false, (TimeSpan?)null);
        foreach (var result in results)
        {
            isAnswered |= result.Made.Status is not null;
            isUnanswered |= result.IsUnanswered;
            wish = result.WantsRest && (wish is null || result.RetryAfter > wish) ? result.RetryAfter : wish;
        }

        if (isAnswered)
            slots.Answered(state);
        else if (isUnanswered)
            slots.Suspend(state);
        if (wish is { } delay)
            slots.SuspendFor(state, WebhookBackoff.Limit(delay));
    }

    /// <summary>Leaves the slot to others.</summary>
    public void Leave()
    {
        if (_state is not { } state)
            return;
        _state = null;
        slots.Leave(state, _isProbe);
    }

    public void Dispose() => Leave();
}
