using System.Security.Cryptography;
using Streaming.Server.DurableSubscriptions.Register;

namespace Streaming.Server.DurableSubscriptions.Signing;

/// <summary>
/// Reads the keys for signatures and tokens of durable subscriptions from the store, at their first use. If the store has no keys yet,
/// creates them.
/// </summary>
internal sealed class SubscriptionKeyStore(IDurableSubscriptionStore store)
{
    private volatile SubscriptionKeys? _keys;

    public async ValueTask<SubscriptionKeys> GetAsync(CancellationToken cancellationToken) =>
        _keys ??= new SubscriptionKeys(
            await store.GetKeyAsync(RandomNumberGenerator.GetBytes(SubscriptionKeys.SecretLength), cancellationToken));
}
