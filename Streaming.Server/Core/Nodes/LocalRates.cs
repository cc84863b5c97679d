namespace Streaming.Server.Core.Nodes;

/// <summary>
/// The shared rate limits of a process that is the only node on its store. Since no other node uses the limits, this class shares nothing,
/// and the process counts in its own memory.
/// </summary>
internal sealed class LocalRates : ISharedRates
{
    public bool IsShared => false;

    public ValueTask<int?> TakeAsync(
        string key, int needed, int wanted, int rate, int burst, CancellationToken cancellationToken) => new((int?)null);
}
