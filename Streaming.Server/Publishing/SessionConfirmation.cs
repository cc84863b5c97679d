namespace Streaming.Server.Publishing;

/// <summary>
/// Describes a message between nodes (server processes on the same store). One node has announced that a client has refreshed or ended its
/// session; another node confirms with this message that it has applied the change to its streams.
/// </summary>
/// <param name="Change">The id of the announced refresh or end of the session.</param>
/// <param name="Node">The id of the node that has announced the refresh or the end.</param>
/// <param name="Streams">The number of streams on the confirming node that were extended or ended.</param>
internal sealed record SessionConfirmation(Guid Change, Guid Node, int Streams);
