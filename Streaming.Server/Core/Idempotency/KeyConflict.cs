namespace Streaming.Server.Core.Idempotency;

/// <summary>The conflict of a key that was used for another payload.</summary>
/// <param name="Message">For a repeated upload, the number of the message that differs, from 1; otherwise 0.</param>
/// <param name="IsExact">Whether all messages before it are known to be equal.</param>
internal sealed record KeyConflict(long Message = 0, bool IsExact = true);
