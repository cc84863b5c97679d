namespace Streaming.Server.Publishing;

/// <summary>
/// Describes a message by which one node (server process on the same store) answers another. The other node has announced that a client has
/// refreshed or ended its session. This message confirms that the change was applied to the streams of the answering node.
/// </summary>
/// <param name="Change">The id of the announced refresh or end of the session.</param>
/// <param name="Node">The id of the node that has announced the refresh or the end.</param>
/// <param name="Streams">The number of streams on the confirming node that were extended or ended.</param>
internal sealed record SessionConfirmation(Guid Change, Guid Node, int Streams);
