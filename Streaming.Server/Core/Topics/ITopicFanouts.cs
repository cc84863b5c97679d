namespace Streaming.Server.Core.Topics;

/// <summary>
/// Represents the objects that send the messages of one topic to the connections of its subscribers. These objects exist as long as the
/// topic is loaded into memory.
/// </summary>
internal interface ITopicFanouts
{
    /// <summary>
    /// The number of subscribers that currently receive the messages of the topic, including subscribers that are just being added.
    /// </summary>
    int ReservedCount { get; }
}
