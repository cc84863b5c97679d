using Streaming.Server.Core.Messages;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Describes a write of this node's numbers of subscribers to the database, from which other nodes read them.</summary>
/// <param name="Node">The id under which this node is registered in the database.</param>
/// <param name="Version">The version of the numbers, which increases with each write of this node.</param>
/// <param name="IsComplete">True if the write contains all topics with subscribers; false if it contains only the topics whose number has
/// changed.</param>
/// <param name="Counts">The number of subscribers of each topic; 0 for a topic that has lost its last subscriber.</param>
internal sealed record SubscriberWrite(Guid Node, long Version, bool IsComplete, IReadOnlyDictionary<TopicName, int> Counts);
