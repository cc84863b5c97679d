namespace Streaming.Server.Core.Messages;

/// <summary>The namespaces (beginnings of topic names) that have a special meaning for the server, such as <c>room:</c>.</summary>
internal static class TopicNamespaces
{
    /// <summary>The namespace of rooms. A room is a topic with a list of members.</summary>
    public const string Room = "room:";

    /// <summary>The namespace of jobs. The topic of a job contains the events of this job.</summary>
    public const string Job = "job:";

    /// <summary>
    /// The namespace of the topics in which the server reports that the first member has joined a room, or that the last member has left.
    /// </summary>
    public const string Presence = "presence:";

    /// <summary>The namespace of topics in which the server publishes messages about its own state.</summary>
    public const string System = "system:";

    /// <summary>The namespace of the audit trail, whose messages report refused requests and the actions of administrators.</summary>
    public const string Audit = "audit:";
}
