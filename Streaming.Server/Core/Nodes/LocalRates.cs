namespace Streaming.Server.Core.Nodes;

/// <summary>
/// Implements the shared rate limits for a process that is the only node (server process) on its store. Such a process counts in its own
/// memory and shares nothing.
/// </summary>
internal sealed class LocalRates : ISharedRates
{
    public bool IsShared => false;

    public ValueTask<int?> TakeAsync(
        string key, int needed, int wanted, int rate, int burst, CancellationToken cancellationToken) => new((int?)null);
}
