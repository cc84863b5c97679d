namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Identifies a commit in the commit log (the table with a row for each commit of all nodes). The commits of one writer (a connection that
/// commits for a node) are numbered without holes.
/// </summary>
/// <param name="Writer">The number of the writer. The database gives each number to one writer only.</param>
/// <param name="Sequence">The number of the commit among the commits of its writer, from 1.</param>
internal readonly record struct CommitNumber(int Writer, long Sequence);
