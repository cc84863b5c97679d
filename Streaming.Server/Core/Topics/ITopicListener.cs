namespace Streaming.Server.Core.Topics;

/// <summary>Receives a notification when a topic in memory has new messages.</summary>
internal interface ITopicListener
{
    /// <summary>
    /// The topic has new messages. Called outside the topic's lock, on the publisher's thread or the log writer's thread.
    /// </summary>
    /// <param name="canDeliverInline">Whether the current thread may be used to send to a few subscribers.</param>
    void OnMessagesAdded(bool canDeliverInline);
}
