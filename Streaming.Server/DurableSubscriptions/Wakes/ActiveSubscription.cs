using Streaming.Server.Core.Messages;
using Streaming.Server.DurableSubscriptions.Register;

namespace Streaming.Server.DurableSubscriptions.Wakes;

/// <summary>Holds a copy of a durable subscription in memory, so that the store need not be read for each new message.</summary>
internal sealed class ActiveSubscription
{
    private readonly HashSet<string> _explicit;
    private readonly KnownStreams _known;

    public ActiveSubscription(DurableSubscription subscription)
        : this(subscription, new KnownStreams())
    {
    }

    private ActiveSubscription(DurableSubscription subscription, KnownStreams known)
    {
        (Subscription, _known) = (subscription, known);
        _explicit = subscription.Explicit.ToHashSet(StringComparer.Ordinal);
    }

    public DurableSubscription Subscription { get; }

    /// <summary>
    /// Whether this process has scanned the streams of the subscription for new messages since it first read the subscription.
    /// </summary>
    public bool IsScanned
    {
        get => _known.AreScanned;
        set => _known.AreScanned = value;
    }

    /// <summary>
    /// The next time at which this process must act: the lease of the current wake (notice to a worker) expires, or the webhook is called
    /// again. Null if neither is planned.
    /// </summary>
    public DateTime? Due => Subscription is { WakeId: not null, LeaseUntil: { } lease }
        ? Subscription.NextAttempt is { } attempt && attempt < lease ? attempt : lease
        : Subscription.NextAttempt;

    public bool Receives(TopicName topic) => _explicit.Contains(topic.Value) || Subscription.MatchesPattern(topic);

    /// <summary>
    /// Returns whether this process knows that the topic has a cursor (the stored position up to which its messages are acknowledged).
    /// </summary>
    public bool IsKnown(TopicName topic) => _explicit.Contains(topic.Value) || _known.Contains(topic);

    /// <summary>
    /// Records that the first list of topics has cursors (stored positions up to which messages are acknowledged), and that the second list
    /// no longer has cursors.
    /// </summary>
    public void MarkKnown(IEnumerable<TopicName> added, IEnumerable<TopicName> removed) => _known.Change(added, removed);

    /// <summary>
    /// Returns a copy with the changed subscription. The knowledge about its streams is kept, unless the subscription was deleted and
    /// created again with the same id.
    /// </summary>
    public ActiveSubscription With(DurableSubscription changed)
    {
        if (changed.Created != Subscription.Created)
            return new ActiveSubscription(changed);
        return changed.Version <= Subscription.Version ? this : new ActiveSubscription(changed, _known);
    }
}
