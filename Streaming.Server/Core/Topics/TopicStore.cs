using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Core.Topics;

/// <summary>The place where the messages of a topic are stored.</summary>
public enum TopicStore
{
    /// <summary>Messages are stored in the log, so they are durable.</summary>
    Log,

    /// <summary>
    /// Messages are kept only in memory. With PostgreSQL, all nodes (server processes) share the messages in unlogged tables, which a crash
    /// of PostgreSQL empties. Without PostgreSQL, or if the policy sets <see cref="TopicPolicy.PerNode"/>, each process keeps its own
    /// messages and loses them when it ends; at each start the topic then has a new epoch (the id of one lifetime of its log).
    /// </summary>
    Memory,
}
