namespace Streaming.Server.Storage.Postgresql;

/// <summary>The number of a commit. The numbers of a writer have no holes.</summary>
/// <param name="Writer">The writer's number.</param>
/// <param name="Sequence">The number of the commit among those of the writer, from 1.</param>
internal readonly record struct CommitNumber(int Writer, long Sequence);
