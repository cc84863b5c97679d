using Streaming.Server.Core.Topics;

namespace Streaming.Server.Core.Idempotency;

/// <summary>The data that a store keeps for an idempotency key.</summary>
/// <param name="Result">The result of the last request with the key.</param>
/// <param name="Payload">The hash of the request; null for an upload.</param>
internal readonly record struct StoredKey(AppendResult Result, byte[]? Payload);
