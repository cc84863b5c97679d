namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Identifies a commit in the commit log (the table with a row for each commit of all nodes). The commits of each writer (a connection on
/// which a node commits) have consecutive numbers.
/// </summary>
/// <param name="Writer">The number of the writer. The database assigns each number only once.</param>
/// <param name="Sequence">The number of the commit among the commits of its writer, from 1.</param>
internal readonly record struct CommitNumber(int Writer, long Sequence);
