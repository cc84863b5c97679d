namespace Streaming.Server.Core.Idempotency;

/// <summary>The stored hashes of consecutive messages of an upload, with which a repetition of the upload is compared.</summary>
/// <param name="Start">The number of the first hashed message in the upload, starting at 0.</param>
/// <param name="Hashes">The hashes of the messages, eight bytes for each message.</param>
internal readonly record struct StoredHashes(long Start, byte[] Hashes);
