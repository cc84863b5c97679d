namespace Streaming.Server.Core.Messages;

/// <summary>The namespaces of topics that mean something to the server. A topic of any other name is just a topic.</summary>
internal static class TopicNamespaces
{
    /// <summary>Rooms: topics with members.</summary>
    public const string Room = "room:";

    /// <summary>Events of one job each.</summary>
    public const string Job = "job:";

    /// <summary>Whether a room is occupied.</summary>
    public const string Presence = "presence:";

    /// <summary>Reports of the server about itself.</summary>
    public const string System = "system:";

    /// <summary>Refused requests and acts of administrators.</summary>
    public const string Audit = "audit:";
}
