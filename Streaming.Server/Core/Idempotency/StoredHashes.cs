namespace Streaming.Server.Core.Idempotency;

/// <summary>The stored hashes of consecutive messages of an upload.</summary>
/// <param name="Start">The number of the first message, from 0.</param>
/// <param name="Hashes">Eight bytes for each message.</param>
internal readonly record struct StoredHashes(long Start, byte[] Hashes);
