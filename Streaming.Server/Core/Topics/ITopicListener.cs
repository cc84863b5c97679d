namespace Streaming.Server.Core.Topics;

/// <summary>Is told that a topic has something new.</summary>
internal interface ITopicListener
{
    /// <summary>The topic moved on. Called outside the topic's lock, by whoever published.</summary>
    /// <param name="canDeliverInline">Whether the publisher's own thread may be used for a short delivery.</param>
    void OnMessagesAdded(bool canDeliverInline);
}
