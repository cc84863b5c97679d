namespace Streaming.Stress.Report;

/// <summary>A check that failed: a promise that the server did not keep.</summary>
/// <param name="Promise">The promise that was checked.</param>
/// <param name="Topic">The topic of the message; null if the check is about no single topic.</param>
/// <param name="Offset">The offset of the message in its topic; null if the check is about no single message.</param>
/// <param name="Expected">The state or the value that the promise requires.</param>
/// <param name="Seen">The state or the value that the tool observed.</param>
internal sealed record Violation(Promise Promise, string? Topic, long? Offset, string Expected, string Seen);
