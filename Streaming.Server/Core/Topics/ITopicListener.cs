namespace Streaming.Server.Core.Topics;

/// <summary>Receives a notification when a topic that is loaded into memory has new messages.</summary>
internal interface ITopicListener
{
    /// <summary>
    /// Called when the topic has new messages. The call happens outside the topic's lock, on the thread of the publisher or of the log
    /// writer.
    /// </summary>
    /// <param name="canDeliverInline">Whether the listener may send messages to a few subscribers on the current thread.</param>
    void OnMessagesAdded(bool canDeliverInline);
}
