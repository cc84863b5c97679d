using Streaming.Server.Core.Topics;

namespace Streaming.Server.Core.Idempotency;

/// <summary>The stored data of an idempotency key.</summary>
/// <param name="Result">The latest result.</param>
/// <param name="Payload">The hash of the request; null for an upload.</param>
internal readonly record struct StoredKey(AppendResult Result, byte[]? Payload);
