using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Holds a schedule (a cron expression that enqueues jobs) in memory, while a batch of changes of the job queue is processed.
/// </summary>
/// <param name="VersionBefore">The version of the schedule when it was read; null if the schedule did not exist.</param>
/// <param name="Schedule">The schedule after the changes of the batch; null if it does not exist any more.</param>
/// <param name="IsChanged">Whether the batch has changed the schedule.</param>
internal sealed record PostgresqlScheduleRow(long? VersionBefore, Schedule? Schedule, bool IsChanged = false);
