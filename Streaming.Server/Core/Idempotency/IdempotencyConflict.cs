namespace Streaming.Server.Core.Idempotency;

/// <summary>
/// Describes the difference between a request and an earlier request that used the same idempotency key for another payload.
/// </summary>
/// <param name="Message">The number of a message that differs in a repeated upload, starting at 1; 0 if the request is not an
/// upload.</param>
/// <param name="IsExact">True if it is known that all messages before the differing message are equal in both uploads; false if an earlier
/// message may differ too.</param>
internal sealed record IdempotencyConflict(long Message = 0, bool IsExact = true);
