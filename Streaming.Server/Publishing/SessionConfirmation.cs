namespace Streaming.Server.Publishing;

/// <summary>The message by which a node confirms a refresh or an end of a session to the node that has announced it.</summary>
/// <param name="Change">The id of the change.</param>
/// <param name="Node">The node that has announced it.</param>
/// <param name="Streams">The number of streams of the confirming node that it has extended or ended.</param>
internal sealed record SessionConfirmation(Guid Change, Guid Node, int Streams);
