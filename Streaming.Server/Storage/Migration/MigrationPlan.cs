namespace Streaming.Server.Storage.Migration;

/// <summary>States what a migration from SQLite to PostgreSQL copies.</summary>
/// <param name="File">The full path of the SQLite file.</param>
/// <param name="Files">The folder whose files of jobs are copied into the database; null if the files stay in their folder.</param>
/// <param name="IsReplacing">True if the existing rows of the database are deleted; false if a database that has rows is refused.</param>
internal sealed record MigrationPlan(string File, string? Files, bool IsReplacing);
