using System.Collections.Concurrent;
using Streaming.Server.DurableSubscriptions.Register;

namespace Streaming.Server.DurableSubscriptions.Wakes;

/// <summary>
/// Keeps the durable subscriptions in memory, as this process last read or wrote them. These copies only decide for which subscriptions the
/// process reads the store. Each change is based on the data in the store.
/// </summary>
internal sealed class ActiveSubscriptions(IDurableSubscriptionStore store)
{
    private readonly ConcurrentDictionary<string, ActiveSubscription> _all = new(StringComparer.Ordinal);

    public bool IsEmpty => _all.IsEmpty;

    public IEnumerable<ActiveSubscription> All => _all.Values;

    /// <summary>Reads all subscriptions from the store into memory.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        var stored = await store.ListAsync(cancellationToken);
        foreach (var subscription in stored)
            Put(subscription);
        foreach (var id in _all.Keys.Except(stored.Select(each => each.Id), StringComparer.Ordinal))
            Remove(id);
    }

    /// <summary>Replaces the copy of a subscription in memory, unless the copy has a newer version.</summary>
    public void Put(DurableSubscription subscription) => _all.AddOrUpdate(
        subscription.Id,
        static (_, added) => new ActiveSubscription(added),
        static (_, before, changed) => before.With(changed),
        subscription);

    public void Remove(string id) => _all.TryRemove(id, out _);
}
