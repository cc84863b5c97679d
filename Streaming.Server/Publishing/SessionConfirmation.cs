namespace Streaming.Server.Publishing;

/// <summary>
/// Describes the message by which a node (server process) confirms that it has applied a refresh or the end of a session that another node
/// has announced.
/// </summary>
/// <param name="Change">The id of the announced refresh or end of the session.</param>
/// <param name="Node">The node that has announced the refresh or the end.</param>
/// <param name="Streams">The number of streams on the confirming node that were extended or ended.</param>
internal sealed record SessionConfirmation(Guid Change, Guid Node, int Streams);
