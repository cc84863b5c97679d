namespace Streaming.Server.Storage.Migration;

/// <summary>States what a migration copies.</summary>
/// <param name="File">The full path of the SQLite file.</param>
/// <param name="Files">The folder with the files of jobs to copy into the database; null if they stay in their folder.</param>
/// <param name="IsReplacing">Whether rows that the database has are deleted; otherwise a database with rows is refused.</param>
internal sealed record MigrationPlan(string File, string? Files, bool IsReplacing);
