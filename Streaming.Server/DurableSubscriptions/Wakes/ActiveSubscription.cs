using Streaming.Server.Core.Messages;
using Streaming.Server.DurableSubscriptions.Register;

namespace Streaming.Server.DurableSubscriptions.Wakes;

/// <summary>A copy of a durable subscription in memory.</summary>
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

    /// <summary>Whether its streams were scanned since this process knows the subscription.</summary>
    public bool IsScanned
    {
        get => _known.AreScanned;
        set => _known.AreScanned = value;
    }

    /// <summary>The time at which the lease expires or the webhook is called again; null if there is none.</summary>
    public DateTime? Due => Subscription is { WakeId: not null, LeaseUntil: { } lease }
        ? Subscription.NextAttempt is { } attempt && attempt < lease ? attempt : lease
        : Subscription.NextAttempt;

    public bool Receives(TopicName topic) => _explicit.Contains(topic.Value) || Subscription.MatchesPattern(topic);

    /// <summary>Returns whether the topic is known to have a cursor.</summary>
    public bool IsKnown(TopicName topic) => _explicit.Contains(topic.Value) || _known.Contains(topic);

    /// <summary>Marks topics as known to have a cursor, and others as having none any more.</summary>
    public void MarkKnown(IEnumerable<TopicName> added, IEnumerable<TopicName> removed) => _known.Change(added, removed);

    /// <summary>Returns the copy of a changed subscription. It keeps what is known, unless it is another subscription of the same
    /// id.</summary>
    public ActiveSubscription With(DurableSubscription changed)
    {
        if (changed.Created != Subscription.Created)
            return new ActiveSubscription(changed);
        return changed.Version <= Subscription.Version ? this : new ActiveSubscription(changed, _known);
    }
}
