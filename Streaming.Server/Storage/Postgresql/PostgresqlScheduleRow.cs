using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>A schedule of a batch in memory.</summary>
/// <param name="VersionBefore">The version that was read; null if the schedule did not exist.</param>
/// <param name="Schedule">The schedule now; null if it does not exist.</param>
/// <param name="IsChanged">Whether the batch has changed it.</param>
internal sealed record PostgresqlScheduleRow(long? VersionBefore, Schedule? Schedule, bool IsChanged = false);
