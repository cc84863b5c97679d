namespace Streaming.Server.Core.Nodes;

/// <summary>The limits of the only node on its store.</summary>
internal sealed class LocalRates : ISharedRates
{
    public bool IsShared => false;

    public ValueTask<int?> TakeAsync(
        string key, int needed, int wanted, int rate, int burst, CancellationToken cancellationToken) => new((int?)null);
}
