namespace Streaming.Server.Core.Topics;

/// <summary>Receives a notification when a topic that is loaded into memory has new messages.</summary>
internal interface ITopicListener
{
    /// <summary>
    /// Called when the topic has new messages. The call is made on the thread of the publisher or of the log writer, after the lock of the
    /// topic was released.
    /// </summary>
    /// <param name="canDeliverInline">Whether the listener may send the messages to a few subscribers on the current thread.</param>
    void OnMessagesAdded(bool canDeliverInline);
}
