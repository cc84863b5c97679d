using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Observes the messages that are appended to any topic, by this process or by another process that uses the same store. Topics without
/// subscribers in this process are included.
/// </summary>
internal interface ITopicObserver
{
    /// <summary>Called when the topic has new messages. The call must not block.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="isOwn">Whether this process appended them; false if another process did.</param>
    void OnMessagesAdded(TopicName topic, bool isOwn);
}
