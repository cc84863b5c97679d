namespace Streaming.Server.Jobs.Queue;

/// <summary>The result of a <see cref="JobChange"/>.</summary>
/// <param name="Applied">Whether the change was made.</param>
/// <param name="Job">The job after the change; null if no job has the id, for schedules, and for a conflict.</param>
/// <param name="IsConflict">Whether the idempotency key was used for another payload; then nothing was changed.</param>
internal readonly record struct ChangeResult(bool Applied, Job? Job, bool IsConflict = false);
