namespace Streaming.Server.Core.Topics;

/// <summary>Implemented by a store of messages that can give the disk space of deleted messages back to the operating system.</summary>
internal interface IStoreCompaction
{
    /// <summary>
    /// Gives unused disk space of the store back to the operating system, for a limited time and in small steps. Between two steps,
    /// messages can be appended.
    /// </summary>
    /// <returns>The number of bytes that were given back to the operating system.</returns>
    Task<long> CompactAsync(CancellationToken cancellationToken);
}
