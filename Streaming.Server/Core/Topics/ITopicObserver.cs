using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Observes appends to all topics, by this process and by other processes on the store, whether or not the topics have subscribers here.
/// </summary>
internal interface ITopicObserver
{
    /// <summary>The topic has new messages. Must not block.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="isOwn">Whether this process appended them; false if another process did.</param>
    void OnMessagesAdded(TopicName topic, bool isOwn);
}
