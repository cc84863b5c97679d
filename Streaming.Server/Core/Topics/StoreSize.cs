namespace Streaming.Server.Core.Topics;

/// <summary>The size of a store of messages.</summary>
/// <param name="Topics">The number of topics in the store, including those of jobs. A large store may return an estimate.</param>
/// <param name="Bytes">The size of the database in bytes; null if the store has none.</param>
/// <param name="WalBytes">The size of the write-ahead log of an SQLite file in bytes; null if the store has none of its own.</param>
internal readonly record struct StoreSize(long Topics, long? Bytes = null, long? WalBytes = null);
