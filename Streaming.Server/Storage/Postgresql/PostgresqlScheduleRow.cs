using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Holds a schedule in memory, while a batch of changes of the job queue is processed.</summary>
/// <param name="VersionBefore">The version of the schedule when it was read, or null if the schedule did not exist.</param>
/// <param name="Schedule">The schedule after the changes of the batch, or null if it does not exist.</param>
/// <param name="IsChanged">Whether the batch has changed the schedule.</param>
internal sealed record PostgresqlScheduleRow(long? VersionBefore, Schedule? Schedule, bool IsChanged = false);
