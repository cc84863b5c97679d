using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Reports to this node that other processes appended to the same store. It reports topics and offsets, not messages.</summary>
internal interface ITopicBus
{
    /// <summary>
    /// The topics that have new messages, each with its newest offset. May repeat a topic, and may include this node's own appends. Ends on
    /// cancellation.
    /// </summary>
    IAsyncEnumerable<(TopicName Topic, long Newest)> ListenAsync(CancellationToken cancellationToken);
}
