using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Observes which topics are written to, by this process and by others on the store, whether or not they have readers here.</summary>
internal interface ITopicObserver
{
    /// <summary>The topic has new messages. Must not block.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="isOwn">Whether this process wrote them, and readers can see them; otherwise another process did.</param>
    void OnMessagesAdded(TopicName topic, bool isOwn);
}
