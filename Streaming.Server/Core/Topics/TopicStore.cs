using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Core.Topics;

/// <summary>The place where the messages of a topic are stored.</summary>
public enum TopicStore
{
    /// <summary>Messages are stored in the log, so they are durable.</summary>
    Log,

    /// <summary>
    /// Messages are stored only in the memory of this process, and are lost when it ends. The topic receives a new epoch (the identifier of
    /// its log) at every start of the process. With PostgreSQL, they are in unlogged tables that all nodes share, and are lost when
    /// PostgreSQL crashes, unless the policy sets <see cref="TopicPolicy.PerNode"/>.
    /// </summary>
    Memory,
}
