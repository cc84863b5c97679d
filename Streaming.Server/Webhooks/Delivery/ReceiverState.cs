using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>How one webhook's receiver does in this process. Not thread-safe: <see cref="DeliverySlots"/> guards it.</summary>
internal sealed class ReceiverState(WebhookId id, int maxActive)
{
    // More topics than this are found by a look through all of them.
    private const int MaxWaiting = 10_000;

    private readonly HashSet<TopicName> _known = [];
    private readonly Queue<TopicName> _waiting = new();

    public WebhookId Id => id;

    /// <summary>How many topics are being delivered.</summary>
    public int Active { get; set; }

    /// <summary>How often in a row the receiver has given no answer.</summary>
    public int Failures { get; set; }

    /// <summary>Until when it is left alone; null where it is not.</summary>
    public DateTimeOffset? SuspendedUntil { get; set; }

    /// <summary>Ends the suspension.</summary>
    public ITimer? Timer { get; set; }

    /// <summary>Whether there were more waiting topics than are remembered.</summary>
    public bool HasMissed { get; private set; }

    public int Waiting => _waiting.Count;

    /// <summary>How many further topics may start now. One that gave no answer gets one request at a time until it answers.</summary>
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

    /// <summary>Whether topics were missed and nothing waits any more; the question resets it.</summary>
    public bool TakeMissed()
    {
        var missed = HasMissed && _waiting.Count == 0;
        HasMissed &= !missed;
        return missed;
    }
}
