namespace Streaming.Server.DurableSubscriptions.Register;

/// <summary>
/// Stores durable subscriptions (those of the Durable Streams protocol) with their cursors (the positions up to which streams are
/// acknowledged). Each store implements this interface, and one suite of tests (<c>DurableSubscriptionStoreContract</c>) checks every store
/// against these comments.
/// </summary>
/// <remarks>
/// All members may be called at the same time, also by several processes that share one store. When a write returns, it is stored as
/// durably as messages of the same store.
/// </remarks>
internal interface IDurableSubscriptionStore
{
    /// <summary>Writes a subscription and its cursors (the positions up to which streams are acknowledged) in one transaction.</summary>
    /// <returns>True if the subscription was written. False if the stored version is not the expected one, because another request has
    /// changed the subscription.</returns>
    ValueTask<bool> WriteAsync(SubscriptionWrite write, CancellationToken cancellationToken);

    /// <summary>Deletes a subscription with its cursors (the positions up to which streams are acknowledged).</summary>
    /// <returns>False if the subscription does not exist.</returns>
    ValueTask<bool> DeleteAsync(string id, CancellationToken cancellationToken);

    /// <summary>Returns all subscriptions, ordered by their ids (ordinal).</summary>
    ValueTask<IReadOnlyList<DurableSubscription>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Returns a subscription; null if it does not exist.</summary>
    ValueTask<DurableSubscription?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Returns the cursors of a subscription (the positions up to which streams are acknowledged), ordered by the names of the topics
    /// (ordinal).
    /// </summary>
    ValueTask<IReadOnlyList<StreamCursor>> ListCursorsAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Returns the secret key of this store, from which the keys of signatures and tokens are derived. If the store has no key yet, stores
    /// and returns <paramref name="candidate"/>. So all processes that share the store have the same key, also after a restart.
    /// </summary>
    ValueTask<byte[]> GetKeyAsync(byte[] candidate, CancellationToken cancellationToken);
}
