using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Receives a notification when messages are appended to any topic, by this process or by another process with the same store. Topics
/// without subscribers are included.
/// </summary>
internal interface ITopicObserver
{
    /// <summary>Called when a topic has new messages. The implementation must not block.</summary>
    /// <param name="topic">The topic that has new messages.</param>
    /// <param name="isOwn">Whether this process appended the messages; false if another process did.</param>
    void OnMessagesAdded(TopicName topic, bool isOwn);
}
