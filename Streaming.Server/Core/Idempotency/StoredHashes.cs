namespace Streaming.Server.Core.Idempotency;

/// <summary>The stored hashes of consecutive messages of an upload, by which a repeated upload is compared with the first one.</summary>
/// <param name="Start">The number of the first message in the upload, starting at 0.</param>
/// <param name="Hashes">The hashes, eight bytes for each message.</param>
internal readonly record struct StoredHashes(long Start, byte[] Hashes);
