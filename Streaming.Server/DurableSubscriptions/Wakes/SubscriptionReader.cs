using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.DurableSubscriptions.Register;

namespace Streaming.Server.DurableSubscriptions.Wakes;

/// <summary>Reads durable subscriptions with the states of their streams.</summary>
internal sealed class SubscriptionReader(IDurableSubscriptionStore store, TopicRegistry topics, TailReader tails)
{
    /// <summary>Reads a subscription and the state of all its streams.</summary>
    /// <exception cref="RefusalException">The subscription does not exist.</exception>
    public async Task<SubscriptionState> ReadAsync(string id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) ?? throw SubscriptionRefusal.NotFound(id);

    /// <summary>
    /// Reads a subscription and the state of all its streams. Returns null if the subscription does not exist, or if no wake (notice to a
    /// worker) can start now.
    /// </summary>
    public async Task<SubscriptionState?> FindIdleAsync(string id, DateTime now, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) is { } subscription && !subscription.IsAwake(now) && !(subscription.NextAttempt > now)
            ? await FindAsync(id, cancellationToken) : null;

    /// <summary>Reads a subscription and the state of all its streams; returns null if the subscription does not exist.</summary>
    public async Task<SubscriptionState?> FindAsync(string id, CancellationToken cancellationToken)
    {
        // The cursors (acknowledged positions) are read after the subscription. If they change in between, the version of the subscription
        // changes too. A write that is based on the older version then has no effect.
        if (await store.FindAsync(id, cancellationToken) is not { } subscription)
            return null;
        var cursors = await store.ListCursorsAsync(id, cancellationToken);
        var states = await tails.ReadAsync([.. cursors.Select(cursor => cursor.Topic)], cancellationToken);
        var added = subscription.Explicit.ToHashSet(StringComparer.Ordinal);
        var streams = new List<StreamState>(cursors.Count);
        foreach (var (topic, acked) in cursors)
        {
            var state = states[topic];
            streams.Add(new StreamState(
                topic, added.Contains(topic.Value), await CurrentAsync(topic, acked, state, cancellationToken),
                new Position(state.Epoch, state.Exists ? state.Newest : 0)));
        }

        return new SubscriptionState(subscription, streams);
    }

    // A position with an earlier epoch (the id of one lifetime of the topic's log) is converted to the current epoch. A topic that was
    // deleted and created again is read from its first message.
    private async ValueTask<Position?> CurrentAsync(
        TopicName topic, Position? acked, LogState state, CancellationToken cancellationToken) =>
        acked is { } position
            && await CurrentOffset.FindAsync(topics.GetLog(topic), topic, position, state, cancellationToken) is { } offset
                ? new Position(state.Epoch, offset) : null;
}
