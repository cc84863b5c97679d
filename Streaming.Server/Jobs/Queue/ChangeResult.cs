namespace Streaming.Server.Jobs.Queue;

/// <summary>Contains the result of one change of the job queue (<see cref="JobChange"/>).</summary>
/// <param name="Applied">True if the change was made; false if the state of the queue did not allow it.</param>
/// <param name="Job">The job after the change; null if no job has the id, if the change was about a schedule, or after a conflict.</param>
/// <param name="IsConflict">True if the idempotency key of a new job was already used for a job with other arguments; then nothing was
/// changed.</param>
internal readonly record struct ChangeResult(bool Applied, Job? Job, bool IsConflict = false);
