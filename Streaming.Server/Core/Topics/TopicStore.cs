using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Core.Topics;

/// <summary>Where a topic's messages are kept.</summary>
public enum TopicStore
{
    /// <summary>In the log: durable.</summary>
    Log,

    /// <summary>In this process's memory only: a new epoch with every start.</summary>
    Memory,
}
