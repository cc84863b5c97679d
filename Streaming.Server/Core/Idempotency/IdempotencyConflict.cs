namespace Streaming.Server.Core.Idempotency;

/// <summary>
/// Describes how a request differs from an earlier request with the same idempotency key. A repeated request must have the same content as
/// the first one.
/// </summary>
/// <param name="Message">The number of a message that differs in a repeated upload, starting at 1; 0 if the request is not an
/// upload.</param>
/// <param name="IsExact">True if all messages before the differing message are known to be equal in both uploads; false if an earlier
/// message may differ too.</param>
internal sealed record IdempotencyConflict(long Message = 0, bool IsExact = true);
