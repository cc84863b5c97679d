namespace Streaming.Server.Jobs.Queue;

/// <summary>What became of a <see cref="JobChange"/>.</summary>
/// <param name="Applied">Whether it was done.</param>
/// <param name="Job">The job afterwards; null if there is none with that id, for schedules, and for a conflict.</param>
/// <param name="IsConflict">Whether the key was used for another payload; then nothing was done.</param>
internal readonly record struct ChangeResult(bool Applied, Job? Job, bool IsConflict = false);
