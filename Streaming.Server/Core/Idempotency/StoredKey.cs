using Streaming.Server.Core.Topics;

namespace Streaming.Server.Core.Idempotency;

/// <summary>What a store keeps of an idempotency key.</summary>
/// <param name="Result">What was answered last.</param>
/// <param name="Payload">The hash of the request; null for an upload.</param>
internal readonly record struct StoredKey(AppendResult Result, byte[]? Payload);
