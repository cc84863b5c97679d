namespace Streaming.Server.Storage.Postgresql;

/// <summary>A row of the commit log.</summary>
/// <param name="Topics">The ids of the topics, ascending.</param>
/// <param name="Newest">The newest offset of each topic after the commit.</param>
/// <param name="Times">The time of the messages of each topic.</param>
internal sealed record CommittedTopics(int[] Topics, long[] Newest, long[] Times);
