namespace Streaming.Server.Core.Nodes;

/// <summary>Rate limits that all nodes on a store share. A node takes parts of a limit in advance.</summary>
internal interface ISharedRates
{
    /// <summary>Whether other nodes share the limits at the moment; otherwise this node has them alone.</summary>
    bool IsShared { get; }

    /// <summary>Takes units of a limit.</summary>
    /// <param name="key">The client that is limited.</param>
    /// <param name="needed">The number of units below which nothing is taken.</param>
    /// <param name="wanted">The number of units to take at most.</param>
    /// <param name="rate">The number of new units in a second.</param>
    /// <param name="burst">The largest number of units.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The number of units; null if the store does not answer.</returns>
    ValueTask<int?> TakeAsync(string key, int needed, int wanted, int rate, int burst, CancellationToken cancellationToken);
}
