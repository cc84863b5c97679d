using Streaming.Server.DurableSubscriptions.Register;

namespace Streaming.Server.DurableSubscriptions.Wakes;

/// <summary>Holds a durable subscription and the state of its streams, ordered by topic.</summary>
internal sealed record SubscriptionState(DurableSubscription Subscription, IReadOnlyList<StreamState> Streams)
{
    // The maximum number of streams that a wake (a notice to a worker) lists. If more streams have messages to acknowledge, later wakes
    // list the remaining ones.
    private const int MaxListed = 1_000;

    public StreamState? FirstPending => Streams.FirstOrDefault(stream => stream.HasPending);

    /// <summary>
    /// The streams that a wake (a notice to a worker) lists. Streams with messages that no worker has acknowledged come first.
    /// </summary>
    public IReadOnlyList<StreamState> Listed => Streams.Count <= MaxListed ? Streams
        : [.. Streams.Where(stream => stream.HasPending).Concat(Streams.Where(stream => !stream.HasPending)).Take(MaxListed)];
}
