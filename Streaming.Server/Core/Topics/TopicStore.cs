using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Core.Topics;

/// <summary>The place where the messages of a topic are stored.</summary>
public enum TopicStore
{
    /// <summary>Messages are stored in the log, so they are durable.</summary>
    Log,

    /// <summary>
    /// Messages are kept only in the memory of this process and are lost when it ends; at each start the topic has a new epoch (the id of
    /// one lifetime of its log). With PostgreSQL, all nodes share these messages in unlogged tables, and they are lost when PostgreSQL
    /// crashes, unless the policy sets <see cref="TopicPolicy.PerNode"/>.
    /// </summary>
    Memory,
}
