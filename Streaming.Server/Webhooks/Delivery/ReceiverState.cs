using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Holds the state of the receiver of one webhook in this process: its running deliveries, waiting topics, failures and suspension. The
/// class is not thread-safe: <see cref="DeliverySlots"/> uses it under a lock.
/// </summary>
internal sealed class ReceiverState(WebhookId id, int maxActive)
{
    // The maximum number of topics of one webhook that wait in memory for a slot (the place for one running delivery). If more topics wait,
    // a scan of all topics finds them.
    private const int MaxWaiting = 10_000;

    private readonly HashSet<TopicName> _known = [];
    private readonly Queue<TopicName> _waiting = new();

    public WebhookId Id => id;

    /// <summary>The number of topics that are being delivered to the receiver now.</summary>
    public int Active { get; set; }

    /// <summary>The number of consecutive requests to which the receiver did not respond.</summary>
    public int Failures { get; set; }

    /// <summary>
    /// The topic whose messages the receiver has refused with status 429 or 503 and a delay. Null if there is none, or if the receiver has
    /// accepted messages since.
    /// </summary>
    public TopicName? RefusedTopic { get; set; }

    /// <summary>
    /// The time at which the suspension of the webhook ends (UTC); null if the webhook is not suspended. A suspended webhook receives no
    /// requests.
    /// </summary>
    public DateTimeOffset? SuspendedUntil { get; set; }

    /// <summary>
    /// True if the webhook is suspended because its receiver did not respond, so that any response ends the suspension.
    /// </summary>
    public bool EndsWithResponse { get; set; }

    /// <summary>The number of the current suspension. An earlier timer has an earlier number.</summary>
    public int Suspension { get; set; }

    /// <summary>
    /// The timer that ends the suspension of the webhook (a time without requests); null if the webhook is not suspended.
    /// </summary>
    public ITimer? Timer { get; set; }

    /// <summary>
    /// True if more topics waited for a slot than are kept in memory. The remaining topics must be found by a scan of all topics.
    /// </summary>
    public bool HasMissed { get; private set; }

    public int Waiting => _waiting.Count;

    /// <summary>
    /// The number of further topics that can be delivered to the receiver now. If the receiver did not respond, only one topic is delivered
    /// at a time, until it responds.
    /// </summary>
    public int Free => SuspendedUntil is not null ? 0 : Failures > 0 ? Math.Max(1 - Active, 0) : Math.Max(maxActive - Active, 0);

    public void Wait(TopicName topic)
    {
        if (_waiting.Count >= MaxWaiting)
            HasMissed = true;
        else if (_known.Add(topic))
            _waiting.Enqueue(topic);
    }

    public TopicName? DequeueWaiting()
    {
        if (!_waiting.TryDequeue(out var topic))
            return null;
        _known.Remove(topic);
        return topic;
    }

    /// <summary>
    /// Returns true, once, if all topics must be scanned. This is so if more topics waited for a slot (the place for one running delivery)
    /// than were kept in memory, and none of the kept topics waits any more.
    /// </summary>
    public bool TryResetMissed()
    {
        var missed = HasMissed && _waiting.Count == 0;
        HasMissed &= !missed;
        return missed;
    }
}
