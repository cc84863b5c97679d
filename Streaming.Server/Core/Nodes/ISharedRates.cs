namespace Streaming.Server.Core.Nodes;

/// <summary>
/// Keeps the rate limits that all nodes (server processes) on a store share. A node takes some permits of a limit in advance, so that it
/// need not ask the store for each request.
/// </summary>
internal interface ISharedRates
{
    /// <summary>
    /// Whether other nodes currently apply the same rate limits. If not, this node counts the permits in its own memory, without the store.
    /// </summary>
    bool IsShared { get; }

    /// <summary>Takes permits (units of a rate limit) of a client from the store.</summary>
    /// <param name="key">The key under which the client is limited.</param>
    /// <param name="needed">The number of permits that the caller needs. If fewer are available, none are taken.</param>
    /// <param name="wanted">The maximum number of permits to take.</param>
    /// <param name="rate">The number of permits that the limit gets each second.</param>
    /// <param name="burst">The maximum number of unused permits that the limit accumulates.</param>
    /// <param name="cancellationToken">Cancels the wait for the store.</param>
    /// <returns>The number of permits that were taken; null if the store does not answer.</returns>
    ValueTask<int?> TakeAsync(string key, int needed, int wanted, int rate, int burst, CancellationToken cancellationToken);
}
