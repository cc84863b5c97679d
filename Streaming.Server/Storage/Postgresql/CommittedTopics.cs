namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Lists the topics to which a commit appended messages, in the form in which the commit log (the table of all nodes' commits) stores them.
/// </summary>
/// <param name="Topics">The ids of the topics, in ascending order.</param>
/// <param name="Newest">The newest offset of each topic after the commit.</param>
/// <param name="Times">The time of the messages that the commit appended to each topic, in microseconds since 1970 (UTC).</param>
internal sealed record CommittedTopics(int[] Topics, long[] Newest, long[] Times);
