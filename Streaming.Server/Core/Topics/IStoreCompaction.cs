namespace Streaming.Server.Core.Topics;

/// <summary>A store that can return unused space to the disk.</summary>
internal interface IStoreCompaction
{
    /// <summary>Compacts the store for a limited time, in small steps. Appends run between the steps.</summary>
    /// <returns>The number of bytes that were returned to the disk.</returns>
    Task<long> CompactAsync(CancellationToken cancellationToken);
}
