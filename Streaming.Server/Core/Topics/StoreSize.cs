namespace Streaming.Server.Core.Topics;

/// <summary>The result of a measurement of a store of messages.</summary>
/// <param name="Topics">
/// The number of topics in the store, including the topics of jobs. For a large store, the number may be an estimate.
/// </param>
/// <param name="Bytes">The size of the database in bytes; null if the store has no database.</param>
/// <param name="WalBytes">The size of the write-ahead log of an SQLite file, in bytes; null for other stores.</param>
internal readonly record struct StoreSize(long Topics, long? Bytes = null, long? WalBytes = null);
