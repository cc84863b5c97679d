using Streaming.Server.Messages;

namespace Streaming.Server.Topics;

/// <summary>Wants to know which topics other processes on the store write to, whether or not anybody reads them here.</summary>
internal interface IBusObserver
{
    /// <summary>Another process wrote to the topic. Must not block.</summary>
    void OnMovedElsewhere(TopicName topic);
}
