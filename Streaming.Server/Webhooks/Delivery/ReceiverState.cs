using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>The state of a webhook's receiver in this process. Not thread-safe: <see cref="DeliverySlots"/> locks it.</summary>
internal sealed class ReceiverState(WebhookId id, int maxActive)
{
    // If more topics wait, they are found by a scan of all topics.
    private const int MaxWaiting = 10_000;

    private readonly HashSet<TopicName> _known = [];
    private readonly Queue<TopicName> _waiting = new();

    public WebhookId Id => id;

    /// <summary>The number of topics that are being delivered.</summary>
    public int Active { get; set; }

    /// <summary>The number of consecutive requests without an answer.</summary>
    public int Failures { get; set; }

    /// <summary>The end of the suspension; null if the webhook is not suspended.</summary>
    public DateTimeOffset? SuspendedUntil { get; set; }

    /// <summary>Ends the suspension.</summary>
    public ITimer? Timer { get; set; }

    /// <summary>Whether more topics waited than are remembered.</summary>
    public bool HasMissed { get; private set; }

    public int Waiting => _waiting.Count;

    /// <summary>The number of free slots. A receiver that did not answer gets one request at a time until it answers.</summary>
    public int Free => SuspendedUntil is not null ? 0 : Failures > 0 ? Math.Max(1 - Active, 0) : Math.Max(maxActive - Active, 0);

    public void Wait(TopicName topic)
    {
        if (_waiting.Count >= MaxWaiting)
            HasMissed = true;
        else if (_known.Add(topic))
            _waiting.Enqueue(topic);
    }

    public TopicName? TakeWaiting()
    {
        if (!_waiting.TryDequeue(out var topic))
            return null;
        _known.Remove(topic);
        return topic;
    }

    /// <summary>Whether topics were missed and no topic waits any more. Resets the flag.</summary>
    public bool TakeMissed()
    {
        var missed = HasMissed && _waiting.Count == 0;
        HasMissed &= !missed;
        return missed;
    }
}
