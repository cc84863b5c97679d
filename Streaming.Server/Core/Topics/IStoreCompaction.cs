namespace Streaming.Server.Core.Topics;

/// <summary>Implemented by a store of messages that can return the space of deleted messages to the disk.</summary>
internal interface IStoreCompaction
{
    /// <summary>
    /// Returns unused space of the store to the disk, for a limited time and in small steps. Appends of messages run between the steps.
    /// </summary>
    /// <returns>The number of bytes that were returned to the disk.</returns>
    Task<long> CompactAsync(CancellationToken cancellationToken);
}
