namespace Streaming.Server.Core.Topics;

/// <summary>
/// The objects that send the messages of one topic to its subscribers' connections. They exist as long as the topic is loaded into memory.
/// </summary>
internal interface ITopicFanouts
{
    /// <summary>
    /// The number of subscribers to whose connections the messages of the topic are sent, including subscribers that are about to join.
    /// </summary>
    int ReservedCount { get; }
}
