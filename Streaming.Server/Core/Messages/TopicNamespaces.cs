namespace Streaming.Server.Core.Messages;

/// <summary>The namespaces of topics that have a meaning for the server.</summary>
internal static class TopicNamespaces
{
    /// <summary>Rooms: topics with members.</summary>
    public const string Room = "room:";

    /// <summary>Jobs: each topic has the events of one job.</summary>
    public const string Job = "job:";

    /// <summary>Events of a room that becomes occupied or empty.</summary>
    public const string Presence = "presence:";

    /// <summary>Reports of the server about its own state.</summary>
    public const string System = "system:";

    /// <summary>The audit trail: refused requests and actions of administrators.</summary>
    public const string Audit = "audit:";
}
