namespace Streaming.Server.Core.Topics;

/// <summary>The fan-outs that write a topic's messages to connections. They exist as long as the topic is in memory.</summary>
internal interface ITopicFanouts
{
    /// <summary>The number of subscribers that the fan-outs serve, including those that are about to join.</summary>
    int ReservedCount { get; }
}
