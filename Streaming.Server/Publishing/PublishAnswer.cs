namespace Streaming.Server.Publishing;

/// <summary>The result of a publish: the positions of the published messages.</summary>
/// <param name="Topic">The name of the topic.</param>
/// <param name="First">The position of the first published message, in the form <c>epoch-offset</c>.</param>
/// <param name="Last">The position of the last published message, in the form <c>epoch-offset</c>.</param>
/// <param name="Count">The number of published messages.</param>
/// <param name="Subscribers">The number of subscribers of the topic at the time of the publish. On PostgreSQL, subscribers of other nodes
/// (server processes) are included, as these nodes last reported them.</param>
public sealed record PublishAnswer(string Topic, string First, string Last, long Count, int Subscribers);
