using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Core.Topics;

/// <summary>Where a topic's messages are stored.</summary>
public enum TopicStore
{
    /// <summary>In the log: messages are durable.</summary>
    Log,

    /// <summary>In the memory of this process only: the topic gets a new epoch at every start.</summary>
    Memory,
}
