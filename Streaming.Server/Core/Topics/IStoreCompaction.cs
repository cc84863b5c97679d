namespace Streaming.Server.Core.Topics;

/// <summary>A store that can give back to the disk what trimming has left empty.</summary>
internal interface IStoreCompaction
{
    /// <summary>Compacts for a bounded time, in small steps between which appends go on.</summary>
    /// <returns>How many bytes were given back.</returns>
    Task<long> CompactAsync(CancellationToken cancellationToken);
}
