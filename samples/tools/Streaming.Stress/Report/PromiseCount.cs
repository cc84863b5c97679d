namespace Streaming.Stress.Report;

/// <summary>The number of checks of one promise, and the number of the checks that held.</summary>
internal readonly record struct PromiseCount(long Checked, long Held);
