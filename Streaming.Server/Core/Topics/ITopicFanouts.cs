namespace Streaming.Server.Core.Topics;

/// <summary>
/// Represents the objects that send the messages of one topic to the connections of its subscribers. These objects exist as long as the
/// topic is loaded into memory.
/// </summary>
internal interface ITopicFanouts
{
    /// <summary>
    /// The current number of subscribers to whose connections the messages of the topic are sent. Subscribers that are being added are
    /// included.
    /// </summary>
    int ReservedCount { get; }
}
