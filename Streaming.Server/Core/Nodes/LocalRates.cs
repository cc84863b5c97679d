namespace Streaming.Server.Core.Nodes;

/// <summary>Used if this process is the only node on its store: no other node shares its rate limits.</summary>
internal sealed class LocalRates : ISharedRates
{
    public bool IsShared => false;

    public ValueTask<int?> TakeAsync(
        string key, int needed, int wanted, int rate, int burst, CancellationToken cancellationToken) => new((int?)null);
}
