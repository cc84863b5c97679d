using Streaming.Server.Core.Topics;

namespace Streaming.Server.Core.Idempotency;

/// <summary>The data that a store keeps for an idempotency key, to answer a repeated request.</summary>
/// <param name="Result">The result of the last append with this key, from which the response to a repeated request is made.</param>
/// <param name="Payload">The SHA-256 hash of the first request with this key; null for an upload, whose messages are compared one by
/// one.</param>
internal readonly record struct StoredKey(AppendResult Result, byte[]? Payload);
