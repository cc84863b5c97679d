namespace Streaming.Server.Core.Idempotency;

/// <summary>
/// Describes the difference between a request and an earlier request that used the same idempotency key for another payload.
/// </summary>
/// <param name="Message">For a repeated upload, the number of the message that differs, starting at 1; otherwise 0.</param>
/// <param name="IsExact">Whether all messages before the differing message are known to be equal.</param>
internal sealed record KeyConflict(long Message = 0, bool IsExact = true);
