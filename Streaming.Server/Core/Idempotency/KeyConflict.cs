namespace Streaming.Server.Core.Idempotency;

/// <summary>A key was used for another payload.</summary>
/// <param name="Message">For a repeated upload, the number of the message that differs, from 1; otherwise 0.</param>
/// <param name="IsExact">Whether it is known that the messages before it are the same.</param>
public sealed record KeyConflict(long Message = 0, bool IsExact = true);
