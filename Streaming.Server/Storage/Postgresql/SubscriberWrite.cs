using Streaming.Server.Core.Messages;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>A write of the numbers of subscribers of this node.</summary>
/// <param name="Node">The id under which this node is registered.</param>
/// <param name="Version">The number of the write.</param>
/// <param name="IsComplete">Whether the topics are all that have subscribers.</param>
/// <param name="Counts">The numbers by topic; 0 for a topic that has no subscribers any more.</param>
internal sealed record SubscriberWrite(Guid Node, long Version, bool IsComplete, IReadOnlyDictionary<TopicName, int> Counts);
