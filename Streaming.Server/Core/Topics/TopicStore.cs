using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Core.Topics;

/// <summary>The place where the messages of a topic are stored.</summary>
public enum TopicStore
{
    /// <summary>Messages are stored in the log, so they are durable.</summary>
    Log,

    /// <summary>
    /// Messages are stored in the memory of this process only. The topic receives a new epoch at every start of the process.
    /// </summary>
    Memory,
}
