using Streaming.Server.Core.Messages;
using Streaming.Server.DurableSubscriptions.Register;

namespace Streaming.Server.DurableSubscriptions.Wakes;

/// <summary>Writes changes of durable subscriptions to the store, and updates the copies in this process.</summary>
internal sealed class SubscriptionWriter(
    IDurableSubscriptionStore store, SubscriptionReader reader, ActiveSubscriptions active, WakeTriggers triggers)
{
    private const int MaxTries = 50;

    /// <summary>Writes a subscription to the store, unless another request has changed it since it was read.</summary>
    /// <returns>False if another request has changed the subscription, so that nothing was written.</returns>
    public async Task<bool> TryWriteAsync(SubscriptionWrite write, CancellationToken cancellationToken)
    {
        if (!await store.WriteAsync(write, cancellationToken))
            return false;
        active.Put(write.Subscription);
        triggers.Rearm();
        return true;
    }

    /// <summary>
    /// Changes a subscription. If another request has changed the subscription meanwhile, reads it again and repeats the change.
    /// </summary>
    /// <param name="id">The id of the subscription.</param>
    /// <param name="change">
    /// A function that computes the write from the state that was read. It need not set the new version of the subscription. It returns
    /// null to change nothing.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait for the store.</param>
    /// <returns>The subscription after the change.</returns>
    /// <exception cref="RefusalException">The subscription does not exist, or <paramref name="change"/> refuses the request.</exception>
    public async Task<DurableSubscription> UpdateAsync(
        string id, Func<SubscriptionState, SubscriptionWrite?> change, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var state = await reader.ReadAsync(id, cancellationToken);
            if (change(state) is not { } write)
                return state.Subscription;
            var next = write.Subscription with { Version = state.Subscription.Version + 1 };
            if (await TryWriteAsync(write with { Subscription = next }, cancellationToken))
                return next;
        }

        throw new RefusalException(RefusalReason.Unavailable, $"Subscription '{id}' changes too often at the moment; try again.");
    }

    /// <summary>Replaces the copy in this process by a subscription that was read from the store.</summary>
    public void Refresh(DurableSubscription subscription) => active.Put(subscription);

    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        await store.DeleteAsync(id, cancellationToken);
        active.Remove(id);
    }
}
