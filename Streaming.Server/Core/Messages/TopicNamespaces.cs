namespace Streaming.Server.Core.Messages;

/// <summary>The namespaces (beginnings of topic names) that have a meaning for the server.</summary>
internal static class TopicNamespaces
{
    /// <summary>The namespace of rooms, which are topics with members.</summary>
    public const string Room = "room:";

    /// <summary>The namespace of jobs. Each topic in it contains the events of one job.</summary>
    public const string Job = "job:";

    /// <summary>The namespace of topics that report when a room becomes occupied or empty.</summary>
    public const string Presence = "presence:";

    /// <summary>The namespace of topics in which the server reports about its own state.</summary>
    public const string System = "system:";

    /// <summary>The namespace of the audit trail, which contains refused requests and actions of administrators.</summary>
    public const string Audit = "audit:";
}
