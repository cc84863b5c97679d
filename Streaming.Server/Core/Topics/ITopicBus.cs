using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Notifies this process when other processes have appended messages to the same store. A notification contains a topic and an offset, not
/// the messages.
/// </summary>
internal interface ITopicBus
{
    /// <summary>
    /// Returns the topics that have new messages, each with the offset of its newest message, until cancellation. A topic may occur several
    /// times, and the appends of this process may be included.
    /// </summary>
    IAsyncEnumerable<(TopicName Topic, long Newest)> ListenAsync(CancellationToken cancellationToken);
}
