using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.DurableSubscriptions.Register;

namespace Streaming.Server.DurableSubscriptions.Wakes;

/// <summary>Creates, changes and deletes durable subscriptions.</summary>
internal sealed class SubscriptionManager(
    IDurableSubscriptionStore store, SubscriptionReader reader, SubscriptionWriter writer, WakeScanner scanner,
    StreamLimit limit, IOptions<DurableSubscriptionOptions> options) : IDisposable
{
    // Without it, subscriptions that are created at the same time could exceed the limit together.
    private readonly SemaphoreSlim _creating = new(1);

    /// <summary>
    /// Creates a subscription. If a subscription with the same id and configuration exists already, changes nothing. Messages that the
    /// streams already have do not wake workers.
    /// </summary>
    /// <returns>True if the subscription was created; false if it existed already.</returns>
    /// <exception cref="RefusalException">A subscription with this id and another configuration exists, or the maximum number of
    /// subscriptions is reached.</exception>
    public async Task<bool> CreateAsync(DurableSubscription subscription, CancellationToken cancellationToken)
    {
        await _creating.WaitAsync(cancellationToken);
        try
        {
            if (await IsConfirmedAsync(subscription, cancellationToken))
                return false;
            if ((await store.ListAsync(cancellationToken)).Count >= options.Value.MaxSubscriptions)
                throw RefusalException.LimitReached(
                    "DurableSubscriptions:MaxSubscriptions",
                    $"The limit of {options.Value.MaxSubscriptions} subscriptions is reached; delete one that is not needed, or raise " +
                    "DurableSubscriptions:MaxSubscriptions.");
            if (!await WriteNewAsync(subscription, cancellationToken))
                return !await IsConfirmedAsync(subscription, cancellationToken);
        }
        finally
        {
            _creating.Release();
        }

        await scanner.StartAsync(subscription.Id, cancellationToken);
        return true;
    }

    /// <summary>Adds explicit streams to a subscription. Messages that the streams already have do not wake workers.</summary>
    public async Task AddStreamsAsync(string id, IReadOnlyList<string> added, CancellationToken cancellationToken)
    {
        // The newest positions are read before the cursors (acknowledged positions) are written. So a message that is appended in between
        // wakes the workers.
        var tails = await scanner.AtTailsAsync([.. added.Select(name => new TopicName(name))], cancellationToken);
        await writer.UpdateAsync(
            id, state =>
            {
                var known = state.Streams.Select(stream => stream.Topic).ToHashSet();
                var missing = tails.Where(cursor => !known.Contains(cursor.Topic)).ToList();
                limit.Check(known.Count + missing.Count);
                var next = state.Subscription with
                {
                    Explicit = [.. state.Subscription.Explicit.Union(added, StringComparer.Ordinal)],
                };
                if (next.WakesItself)
                    throw SubscriptionRefusal.WakesItself();
                return next.Explicit.Count == state.Subscription.Explicit.Count ? null
                    : new SubscriptionWrite(next) { Cursors = missing };
            },
            cancellationToken);
        await scanner.StartAsync(id, cancellationToken);
    }

    /// <summary>
    /// Removes an explicit stream from a subscription. If the stream also matches the pattern of the subscription, its cursor (the
    /// acknowledged position) is kept.
    /// </summary>
    public Task RemoveStreamAsync(string id, TopicName topic, CancellationToken cancellationToken) => writer.UpdateAsync(
        id, state => !state.Subscription.IsExplicit(topic) ? null
            : new SubscriptionWrite(state.Subscription with
            {
                Explicit = [.. state.Subscription.Explicit.Where(name => name != topic.Value)],
            })
            { Removed = state.Subscription.MatchesPattern(topic) ? [] : [topic] },
        cancellationToken);

    public Task DeleteAsync(string id, CancellationToken cancellationToken) => writer.DeleteAsync(id, cancellationToken);

    /// <inheritdoc cref="SubscriptionReader.ReadAsync"/>
    public Task<SubscriptionState> ReadAsync(string id, CancellationToken cancellationToken) => reader.ReadAsync(id, cancellationToken);

    /// <inheritdoc cref="IDurableSubscriptionStore.ListAsync"/>
    public ValueTask<IReadOnlyList<DurableSubscription>> ListAsync(CancellationToken cancellationToken) =>
        store.ListAsync(cancellationToken);

    /// <summary>Returns a subscription; null if it does not exist.</summary>
    public ValueTask<DurableSubscription?> FindAsync(string id, CancellationToken cancellationToken) =>
        store.FindAsync(id, cancellationToken);

    public void Dispose() => _creating.Dispose();

    private async Task<bool> WriteNewAsync(DurableSubscription subscription, CancellationToken cancellationToken)
    {
        var topics = (await scanner.FindAsync(subscription, cancellationToken))
            .Concat(subscription.Explicit.Select(name => new TopicName(name))).Distinct().ToList();
        limit.Check(topics.Count);
        var write = new SubscriptionWrite(subscription)
        {
            IsNew = true,
            Cursors = await scanner.AtTailsAsync(topics, cancellationToken),
        };
        return await writer.TryWriteAsync(write, cancellationToken);
    }

    private async Task<bool> IsConfirmedAsync(DurableSubscription subscription, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(subscription.Id, cancellationToken) is not { } existing)
            return false;
        return existing.ConfigurationHash == subscription.ConfigurationHash ? true : throw SubscriptionRefusal.Exists(subscription.Id);
    }
}
