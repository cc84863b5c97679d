using Streaming.Server.DurableSubscriptions.Register;

namespace Streaming.Server.DurableSubscriptions.Wakes;

/// <summary>A durable subscription with the state of its streams, ordered by topic.</summary>
internal sealed record SubscriptionState(DurableSubscription Subscription, IReadOnlyList<StreamState> Streams)
{
    // A wake lists at most this number of streams. If more have pending messages, the others are listed by the next wakes.
    private const int MaxListed = 1_000;

    public StreamState? FirstPending => Streams.FirstOrDefault(stream => stream.HasPending);

    /// <summary>The streams that a wake lists: those with pending messages first.</summary>
    public IReadOnlyList<StreamState> Listed => Streams.Count <= MaxListed ? Streams
        : [.. Streams.Where(stream => stream.HasPending).Concat(Streams.Where(stream => !stream.HasPending)).Take(MaxListed)];
}
