using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Tells this node that other processes on the same store have written. Says that a topic moved on, never what was published.</summary>
public interface ITopicBus
{
    /// <summary>The topics that moved, each with its newest offset; a topic may be named again, and this node's own appends too. Ends on cancellation.</summary>
    IAsyncEnumerable<(TopicName Topic, long Newest)> ListenAsync(CancellationToken cancellationToken);
}
